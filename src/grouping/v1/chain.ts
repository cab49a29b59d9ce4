import type { GroupingException } from "../input.ts";

export type Chain = {
  /** What counts, innermost cause first. */
  readonly kept: readonly GroupingException[];
  readonly left: readonly { readonly exception: GroupingException; readonly reason: string }[];
  /** Set when `kept` are members of a group, whose order and number are chance. */
  readonly members: "group" | undefined;
};

/** Types that frameworks put around whatever went wrong. */
const WRAPPER =
  /(?:^|[.:\\])(?:ExecutionException|InvocationTargetException|CompletionException|UndeclaredThrowableException|UndeliverableException|NestedServletException|ServletException|TargetInvocationException|AggregateException|TypeInitializationException|ExceptionInInitializerError|AsyncHookException|ActionView::Template::Error|Template::Error|PrivilegedActionException|EJBException|HandlerDispatchFailed|RuntimeBinderInternalCompilerException|CancellationException|ListenerExecutionFailedException|UncheckedExecutionException|TaskRejectedException|MessageHandlingException|ReflectionTypeLoadException)$/;
const MAX_MEMBERS = 50;
/** The digest keeps as many. */
const MAX_EXCEPTIONS = 100;

/** Which exceptions of an event count. */
export function chainOf(all: readonly GroupingException[]): Chain {
  const exceptions = all.length > MAX_EXCEPTIONS ? all.slice(0, MAX_EXCEPTIONS) : all;
  const group = membersOf(exceptions);
  if (group !== undefined) return group;
  const kept = exceptions.filter((exception, index) => index === 0 || !isWrapper(exception));
  const left = exceptions
    .filter((exception) => !kept.includes(exception))
    .map((exception) => ({ exception, reason: "a framework's wrapper around what went wrong" }));
  const distinct = kept.filter((exception, index) => !isRethrown(exception, kept[index - 1]));
  return { kept: distinct, left, members: undefined };
}

function isWrapper({ type = "" }: GroupingException): boolean {
  return WRAPPER.test(type);
}

/** Caught and raised again as the same thing: without a stack of its own it adds nothing. */
function isRethrown(exception: GroupingException, cause: GroupingException | undefined): boolean {
  return (
    cause !== undefined &&
    exception.stacktrace === undefined &&
    exception.type === cause.type &&
    exception.value === cause.value
  );
}

/**
 * The members of an exception group that are no groups themselves; one alone counts as if there were no group. `undefined`
 * when there is no group, or its ids make no tree. Source of the fields: reference grouping §7.3.
 */
function membersOf(exceptions: readonly GroupingException[]): Chain | undefined {
  const groups = exceptions.filter(({ mechanism }) => mechanism?.is_exception_group === true);
  if (groups.length === 0 || groups.length === exceptions.length) return undefined;
  const ids = exceptions.map(({ mechanism }) => mechanism?.exception_id);
  if (ids.includes(undefined) || new Set(ids).size !== ids.length || exceptions.length > MAX_MEMBERS) return undefined;
  const groupIds = new Set(groups.map(({ mechanism }) => mechanism?.exception_id));
  const members = exceptions.filter(
    ({ mechanism }) =>
      mechanism?.is_exception_group !== true && mechanism?.parent_id !== undefined && groupIds.has(mechanism.parent_id),
  );
  if (members.length === 0) return undefined;
  const left = exceptions
    .filter((exception) => !members.includes(exception))
    .map((exception) => ({
      exception,
      reason: groups.includes(exception) ? "a group: its members decide" : "a cause within a group",
    }));
  return { kept: members, left, members: "group" };
}
