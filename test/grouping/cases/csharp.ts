import { csharp } from "../build-compiled.ts";
import { withMechanism, withoutInApp } from "../build.ts";
import type { Case } from "../case.ts";
import { different, same } from "../case.ts";

const NULL = "System.NullReferenceException: Object reference not set to an instance of an object.";
const aspnet = (file: string): string => `- Microsoft.AspNetCore.Mvc.Infrastructure.ControllerActionInvoker::Next @ ${file}
  - Microsoft.AspNetCore.Routing.EndpointMiddleware::Invoke @ ${file}`;
const pay = "Acme.Shop.OrderController::Pay @ C:\\agent\\_work\\17\\s\\Shop\\OrderController.cs:31";
const unityFrames = (version: string): string =>
  `- UnityEngine.EventSystems.ExecuteEvents::Execute @ ./Library/PackageCache/com.unity.ugui@${version}/Runtime/EventSystem/ExecuteEvents.cs:50`;
const task = `- System.Runtime.CompilerServices.AsyncMethodBuilderCore::Start
  - System.Threading.ExecutionContext::RunInternal`;

export const csharpCases: readonly Case[] = [
  same(
    "lines moved on another build agent",
    csharp(`${NULL}\n${pay}`),
    csharp(`${NULL}\n${pay.replace("\\17\\", "\\4\\").replace(":31", ":58")}`),
  ),
  same("a build with symbols and one without", csharp(`${NULL}\n${pay}`), csharp(`${NULL}\nAcme.Shop.OrderController::Pay`)),
  same(
    "an async state machine that the compiler numbered anew",
    csharp(`${NULL}\nAcme.Shop.Orders+<LoadAsync>d__12::MoveNext`),
    csharp(`${NULL}\nAcme.Shop.Orders+<LoadAsync>d__15::MoveNext`),
  ),
  same(
    "a state machine, and the same method as the SDK demystifies it",
    csharp(`${NULL}\nAcme.Shop.Orders+<LoadAsync>d__12::MoveNext @ /src/Orders.cs:20`),
    csharp(`${NULL}\nAcme.Shop.Orders::async Task<Order> LoadAsync(int id) @ /src/Orders.cs:20`),
  ),
  same(
    "a lambda in a display class with another number",
    csharp(`${NULL}\nAcme.Shop.Orders+<>c__DisplayClass5_0::<Load>b__0`),
    csharp(`${NULL}\nAcme.Shop.Orders+<>c__DisplayClass8_1::<Load>b__2`),
  ),
  same(
    "a lambda without captures with another number",
    csharp(`${NULL}\nAcme.Shop.Orders+<>c::<Load>b__5_0`),
    csharp(`${NULL}\nAcme.Shop.Orders+<>c::<Load>b__9_3`),
  ),
  same(
    "a local function with another number",
    csharp(`${NULL}\nAcme.Shop.Orders::<Load>g__Check|3_1`),
    csharp(`${NULL}\nAcme.Shop.Orders::<Load>g__Check|7_0`),
  ),
  same(
    ".NET 6 and .NET 8 below the same action",
    csharp(`${NULL}\n${aspnet("/_/src/6.0/Mvc.cs:12")}\n${pay}`),
    csharp(
      `${NULL}\n- Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocol::ProcessRequests\n${aspnet("/_/src/8.0/Mvc.cs:17")}\n${pay}`,
    ),
  ),
  same(
    "frames of the async machinery that older runtimes show",
    csharp(
      `${NULL}\n- System.Runtime.ExceptionServices.ExceptionDispatchInfo::Throw\n- System.Runtime.CompilerServices.TaskAwaiter::HandleNonSuccessAndDebuggerNotification\n${pay}`,
    ),
    csharp(`${NULL}\n${pay}`),
  ),
  same(
    "an AggregateException around one error, and the error itself",
    csharp(
      "System.TimeoutException: late\nAcme.Pay.Gateway::Charge @ /src/Gateway.cs:9",
      "System.AggregateException: One or more errors occurred. (late)\n- System.Threading.Tasks.Task::Wait",
    ),
    csharp("System.TimeoutException: late\nAcme.Pay.Gateway::Charge @ /src/Gateway.cs:9"),
  ),
  same(
    "a TargetInvocationException around the error, and the error itself",
    csharp(
      "System.TimeoutException: late\nAcme.Pay.Gateway::Charge @ /src/Gateway.cs:9",
      "System.Reflection.TargetInvocationException: Exception has been thrown by the target of an invocation.\n- System.Reflection.MethodInvoker::Invoke",
    ),
    csharp("System.TimeoutException: late\nAcme.Pay.Gateway::Charge @ /src/Gateway.cs:9"),
  ),
  same(
    "a key with another value in its text",
    csharp(
      "System.Collections.Generic.KeyNotFoundException: The given key '17' was not present in the dictionary.\nAcme.Shop.Rates::Of",
    ),
    csharp(
      "System.Collections.Generic.KeyNotFoundException: The given key '88' was not present in the dictionary.\nAcme.Shop.Rates::Of",
    ),
  ),
  same(
    "the message in two languages of the operating system",
    csharp(`${NULL}\n${pay}`),
    csharp(`System.NullReferenceException: Der Objektverweis wurde nicht auf eine Objektinstanz festgelegt.\n${pay}`),
  ),
  same(
    "Unity with two versions of a package",
    csharp(`NullReferenceException: no target\n${unityFrames("1.0.0")}\nTurret::Aim @ Assets/Scripts/Turret.cs:20`),
    csharp(`NullReferenceException: no target\n${unityFrames("2.0.0")}\nTurret::Aim @ Assets/Scripts/Turret.cs:24`),
  ),
  same(
    "Unity coroutines numbered anew",
    csharp("NullReferenceException: no target\nTurret+<Reload>d__9::MoveNext @ Assets/Scripts/Turret.cs:20"),
    csharp("NullReferenceException: no target\nTurret+<Reload>d__11::MoveNext @ Assets/Scripts/Turret.cs:33"),
  ),
  same(
    "Unity's editor with file names and a player of IL2CPP without",
    csharp(
      "NullReferenceException: no target\n- UnityEngine.SetupCoroutine::InvokeMoveNext\nTurret::Aim @ Assets/Scripts/Turret.cs:20",
    ),
    csharp(
      "NullReferenceException: no target\n- UnityEngine.SetupCoroutine::InvokeMoveNext\nTurret::Aim @ <00000000000000000000000000000000>:0",
    ),
  ),
  same(
    "an SDK that sends no in_app flags, .NET 6 and 8",
    withoutInApp(csharp(`${NULL}\n${aspnet("/_/a.cs:12")}\n${pay}`)),
    withoutInApp(csharp(`${NULL}\n- Microsoft.AspNetCore.Http.RequestDelegate::Run\n${aspnet("/_/b.cs:17")}\n${pay}`)),
  ),
  same(
    "handled and unhandled",
    withMechanism(csharp(`${NULL}\n${pay}`), { type: "generic", handled: true }),
    withMechanism(csharp(`${NULL}\n${pay}`), { type: "AppDomain.UnhandledException", handled: false }),
  ),

  different("another type at one place", csharp(`${NULL}\n${pay}`), csharp(`System.InvalidOperationException: no\n${pay}`)),
  different(
    "state machines of two methods",
    csharp(`${NULL}\nAcme.Shop.Orders+<LoadAsync>d__12::MoveNext`),
    csharp(`${NULL}\nAcme.Shop.Orders+<SaveAsync>d__13::MoveNext`),
  ),
  different(
    "state machines of one method name in two classes",
    csharp(`${NULL}\nAcme.Shop.Orders+<LoadAsync>d__12::MoveNext`),
    csharp(`${NULL}\nAcme.Shop.Customers+<LoadAsync>d__12::MoveNext`),
  ),
  different(
    "lambdas in two methods",
    csharp(`${NULL}\nAcme.Shop.Orders+<>c::<Load>b__5_0`),
    csharp(`${NULL}\nAcme.Shop.Orders+<>c::<Save>b__6_0`),
  ),
  different(
    "local functions of two names in one method",
    csharp(`${NULL}\nAcme.Shop.Orders::<Load>g__Check|3_1`),
    csharp(`${NULL}\nAcme.Shop.Orders::<Load>g__Convert|3_2`),
  ),
  different(
    "classes of one name in two namespaces",
    csharp(`${NULL}\nAcme.Orders.Mapper::Map`),
    csharp(`${NULL}\nAcme.Billing.Mapper::Map`),
  ),
  different(
    "two actions below the same frames",
    csharp(`${NULL}\n${aspnet("/_/m.cs:1")}\n${pay}`),
    csharp(
      `${NULL}\n${aspnet("/_/m.cs:1")}\nAcme.Shop.OrderController::Cancel @ C:\\agent\\_work\\17\\s\\Shop\\OrderController.cs:60`,
    ),
  ),
  different(
    "two causes of one exception",
    csharp(
      "System.TimeoutException: late\nAcme.Pay.Gateway::Charge",
      "Acme.Pay.PaymentException: could not pay\nAcme.Pay.Payments::Pay",
    ),
    csharp(
      "System.FormatException: bad\nAcme.Pay.Answer::Parse",
      "Acme.Pay.PaymentException: could not pay\nAcme.Pay.Payments::Pay",
    ),
  ),
  different(
    "AggregateExceptions around two errors",
    csharp(
      "System.TimeoutException: late\nAcme.Pay.Gateway::Charge",
      "System.AggregateException: One or more errors occurred. (late)\n- System.Threading.Tasks.Task::Wait",
    ),
    csharp(
      "System.IO.IOException: disk\nAcme.Shop.Images::Store",
      "System.AggregateException: One or more errors occurred. (disk)\n- System.Threading.Tasks.Task::Wait",
    ),
  ),
  different(
    "SQL errors without a frame of one's own",
    csharp(
      "Microsoft.Data.SqlClient.SqlException: Invalid column name 'Discount'.\n- Microsoft.Data.SqlClient.SqlConnection::OnError",
    ),
    csharp(
      "Microsoft.Data.SqlClient.SqlException: Invalid object name 'dbo.Vouchers'.\n- Microsoft.Data.SqlClient.SqlConnection::OnError",
    ),
  ),
  different(
    "HTTP statuses without a frame of one's own",
    csharp(
      `System.Net.Http.HttpRequestException: Response status code does not indicate success: 404 (Not Found).\n${task}\n- System.Net.Http.HttpResponseMessage::EnsureSuccessStatusCode`,
    ),
    csharp(
      `System.Net.Http.HttpRequestException: Response status code does not indicate success: 503 (Service Unavailable).\n${task}\n- System.Net.Http.HttpResponseMessage::EnsureSuccessStatusCode`,
    ),
  ),
  different(
    "services that the container cannot make",
    csharp(
      "System.InvalidOperationException: Unable to resolve service for type 'Acme.Mail.ISender' while attempting to activate 'Acme.Shop.Orders'.\n- Microsoft.Extensions.DependencyInjection.ActivatorUtilities::GetService",
    ),
    csharp(
      "System.InvalidOperationException: Unable to resolve service for type 'Acme.Pay.IGateway' while attempting to activate 'Acme.Shop.Carts'.\n- Microsoft.Extensions.DependencyInjection.ActivatorUtilities::GetService",
    ),
  ),
  different(
    "Update of two components of Unity",
    csharp("NullReferenceException: no target\nTurret::Update @ Assets/Scripts/Turret.cs:20"),
    csharp("NullReferenceException: no target\nPlayer::Update @ Assets/Scripts/Player.cs:20"),
  ),
  different(
    "coroutines of two components of Unity",
    csharp("NullReferenceException: no target\nTurret+<Reload>d__9::MoveNext"),
    csharp("NullReferenceException: no target\nDrone+<Reload>d__9::MoveNext"),
  ),
];
