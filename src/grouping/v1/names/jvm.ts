import type { Name } from "./name.ts";
import type { GroupingFrame } from "../../input.ts";

/** Classes that frameworks and the virtual machine make at run time, around ours. */
const PROXY =
  /\$\$(?:Lambda|ExternalSyntheticLambda|EnhancerBy|FastClassBy|SpringCGLIB|KeyFactoryBy|BeanGenerator)|\$Proxy\d+|_\$\$_(?:javassist|jvst)|\$HibernateProxy\$|\$ByteBuddy\$|_ClientProxy$|_Subclass(?:\$|$)|\$AjcClosure\d*$|\$Definition(?:\$|$)|\$Intercepted(?:\$|$)|\$MockitoMock\$|LambdaForm\$|(?:^|\.)(?:Generated(?:Method|Constructor|SerializationConstructor)?Accessor\d*|DirectMethodHandleAccessor|NativeMethodAccessorImpl|DelegatingMethodAccessorImpl)$/;

/** Java, Kotlin, Scala, Groovy: classes and methods without the numbers that compilers give to what has no name. */
export function jvmName(frame: GroupingFrame): Name {
  const module = frame.module ?? "";
  const raw = frame.function ?? "";
  if (PROXY.test(module)) {
    const behind = module.replace(
      /(?:\$\$|\$HibernateProxy|_\$\$_|\$ByteBuddy|\$MockitoMock|_ClientProxy|_Subclass|\$AjcClosure|\$Definition|\$Intercepted).{0,300}$/s,
      "",
    );
    return { name: raw, module: behind, hidden: "a class made at run time" };
  }
  if (/^\$r8\$lambda\$|^access\$\d+$|^lambda\$\$forward/.test(raw)) return { name: raw, hidden: "a method the compiler made" };
  const className = cleanClass(module);
  return { name: cleanMethod(raw), ...(className !== "" && { module: className }) };
}

/** `Cart$total$2$1` is a lambda or coroutine of `Cart.total`; `Cart$1` a class without a name. */
function cleanClass(module: string): string {
  return module
    .replace(/\$\$(?:inlined|Nest|serializer|ExternalSyntheticLambda|Lambda|Enhancer).{0,200}$/, "")
    .replace(/(?:\$\d+)+(?=\$|$)/g, "$$")
    .replace(/\$(?:fn|eval|reify|iter)__\d+(?:\$\w+__\d+)*/g, "$$fn")
    .replace(/_closure\d+/g, "_closure")
    .replace(/\$(?:lambda|anon|anonfun)(?:\$[\w$]*)?$/, "")
    .replace(/\${2,}/g, "$$")
    .replace(/\/0x[0-9a-f]+$/i, "");
}

function cleanMethod(raw: string): string {
  return raw
    .replace(/^access\$/, "")
    .replace(/_aroundBody\d+$|\$\$superforward\d*$/, "")
    .replace(/\$(?:default|suspendImpl|impl)$/, "")
    .replace(/^lambda\$(?:new|static|null)?\$?(.{0,200}?)\$\d+$/, "lambda$$$1")
    .replace(/^\$anonfun\$([\w$]{0,200}?)\$(?:\d+|adapted)(?:\$\w*)?$/, "lambda$$$1")
    .replace(/\$lambda(?:\$\d+|-\d+)+$/, "")
    .replace(/^lambda-\d+$/, "lambda")
    .replace(/\$(?:\d+|lambda)(?=\$|$)/g, "")
    .replace(/-\w{7}$/, "")
    .replace(/-impl$/, "");
}
