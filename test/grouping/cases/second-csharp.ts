import { csharp } from "../build-compiled.ts";
import { withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const NULL = "System.NullReferenceException: Object reference not set to an instance of an object.";
const INVALID = "System.InvalidOperationException: Sequence contains no elements";
const linq = "- System.Linq.ThrowHelper::ThrowNoElementsException\n- System.Linq.Enumerable::First";
const hosted = (
  version: string,
): string => `- Microsoft.Extensions.Hosting.BackgroundService+<ExecuteAsync>d__${version}::MoveNext
  - System.Runtime.CompilerServices.TaskAwaiter::HandleNonSuccessAndDebuggerNotification`;
const ef = (text: string): SdkEvent =>
  csharp(
    `Npgsql.PostgresException: ${text}\n- Npgsql.Internal.NpgsqlConnector+<ReadMessage>d__233::MoveNext`,
    "Microsoft.EntityFrameworkCore.DbUpdateException: An error occurred while saving the entity changes. See the inner exception for details.\n- Microsoft.EntityFrameworkCore.Update.ReaderModificationCommandBatch+<ExecuteAsync>d__50::MoveNext",
  );
const unity = (own: string): SdkEvent =>
  csharp(`${NULL}\n- UnityEngine.Events.UnityEvent::Invoke @ <0000000000000000>:0\n${own}`);

export const secondCsharpCases: readonly Case[] = [
  same(
    "a hosted service whose state machines the compiler numbered anew",
    csharp(`${NULL}\n${hosted("4")}\nDepot.Sync.FeedWorker+<ExecuteAsync>d__7::MoveNext @ /src/Sync/FeedWorker.cs:40`),
    csharp(`${NULL}\n${hosted("6")}\nDepot.Sync.FeedWorker+<ExecuteAsync>d__9::MoveNext @ /src/Sync/FeedWorker.cs:46`),
  ),
  same(
    "a query whose lambda sits in a renumbered display class",
    csharp(
      `${INVALID}\n- System.Linq.Enumerable::Sum\nDepot.Plan.Loads+<>c__DisplayClass3_0::<OfLane>b__1 @ /src/Plan/Loads.cs:21`,
    ),
    csharp(
      `${INVALID}\n- System.Linq.Enumerable::Sum\nDepot.Plan.Loads+<>c__DisplayClass5_0::<OfLane>b__0 @ /src/Plan/Loads.cs:24`,
    ),
  ),
  same(
    "an endpoint of a minimal interface, whose lambda is numbered anew",
    csharp(
      `${NULL}\n- Microsoft.AspNetCore.Http.RequestDelegateFactory::ExecuteTaskOfT\nProgram+<>c::<<Main>$>b__0_3 @ /src/Program.cs:40\nDepot.Labels::Print @ /src/Labels.cs:12`,
    ),
    csharp(
      `${NULL}\n- Microsoft.AspNetCore.Http.RequestDelegateFactory::ExecuteTaskResult\nProgram+<>c::<<Main>$>b__0_5 @ /src/Program.cs:52\nDepot.Labels::Print @ /src/Labels.cs:12`,
    ),
  ),
  same(
    "Kestrel and IIS",
    csharp(
      `${NULL}\n- Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpProtocol+<ProcessRequests>d__238\`1::MoveNext\nDepot.Web.TrackController::Show @ /src/Web/TrackController.cs:19`,
    ),
    csharp(
      `${NULL}\n- Microsoft.AspNetCore.Server.IIS.Core.IISHttpContextOfT\`1+<ProcessRequestAsync>d__2::MoveNext\nDepot.Web.TrackController::Show @ D:\\a\\1\\s\\Web\\TrackController.cs:19`,
    ),
  ),
  same(
    "a component of Blazor on the server and in the browser",
    csharp(
      `${NULL}\n- Microsoft.AspNetCore.Components.RenderTree.Renderer::DispatchEventAsync\n- Microsoft.AspNetCore.Components.Server.Circuits.CircuitHost::DispatchEvent\nDepot.Pages.Scan::OnScanned @ /src/Pages/Scan.razor:31`,
    ),
    csharp(
      `${NULL}\n- Microsoft.AspNetCore.Components.WebAssembly.Rendering.WebAssemblyRenderer::DispatchEventAsync\nDepot.Pages.Scan::OnScanned @ /src/Pages/Scan.razor:33`,
    ),
  ),
  same(
    "MAUI on an iPhone and on Android",
    csharp(
      `${NULL}\n- Microsoft.Maui.Controls.Button::SendClicked\n- UIKit.UIApplication::xamarin_UIApplicationMain\nDepot.App.ScanPage::OnScan @ /src/App/ScanPage.xaml.cs:20`,
    ),
    csharp(
      `${NULL}\n- Android.Views.View+IOnClickListenerInvoker::n_OnClick_Landroid_view_View_\n- Microsoft.Maui.Controls.Button::SendClicked\nDepot.App.ScanPage::OnScan @ /src/App/ScanPage.xaml.cs:20`,
    ),
  ),
  same(
    "a value of a key in PostgreSQL's text, no frame of one's own",
    ef(
      '23505: duplicate key value violates unique constraint "ix_clients_mail"\\n\\nDETAIL: Key (mail)=(anna@shop.example) already exists.',
    ),
    ef(
      '23505: duplicate key value violates unique constraint "ix_clients_mail"\\n\\nDETAIL: Key (mail)=(joe@post.example) already exists.',
    ),
  ),
  same(
    "an AggregateException of a waited task and the awaited one",
    csharp("Depot.NoTariff: no tariff\nDepot.Bills::Sum @ /src/Bills.cs:9"),
    csharp(
      "Depot.NoTariff: no tariff\nDepot.Bills::Sum @ /src/Bills.cs:9",
      "System.AggregateException: One or more errors occurred. (no tariff)\n- System.Threading.Tasks.Task`1::GetResultCore",
    ),
  ),
  same(
    "a Unity button under Mono and under IL2CPP, with another guid of the module",
    csharp(
      `${NULL}\n- UnityEngine.UI.Button::Press @ <2f1c0a4e9d7b4c1e8a550c9be1f3a001>:0\nHud::OpenMap @ <7be3d1aa0f344b0eb6a15d2c8e9f4477>:0`,
    ),
    csharp(
      `${NULL}\n- UnityEngine.UI.Button::Press @ <c9f0f895fb98ab9159f51fd0297e236d>:0\nHud::OpenMap @ <45c48cce2e2d7fbdea1afc51c7c6ad26>:0`,
    ),
  ),
  same(
    "first-chance handling by the logger and by the middleware",
    withMechanism(csharp(`${INVALID}\n${linq}\nDepot.Plan.Lanes::Next @ /src/Plan/Lanes.cs:9`), {
      type: "SentryMiddleware.UnhandledException",
      handled: false,
    }),
    withMechanism(csharp(`${INVALID}\n${linq}\nDepot.Plan.Lanes::Next @ /src/Plan/Lanes.cs:12`), {
      type: "generic",
      handled: true,
    }),
  ),
  same(
    "a timeout of the client's call with other seconds, no frame of one's own",
    csharp(
      "System.Threading.Tasks.TaskCanceledException: The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing.\n- System.Net.Http.HttpClient::HandleFailure",
    ),
    csharp(
      "System.Threading.Tasks.TaskCanceledException: The request was canceled due to the configured HttpClient.Timeout of 5 seconds elapsing.\n- System.Net.Http.HttpClient::HandleFailure",
    ),
  ),
  different(
    "state machines of two hosted services",
    csharp(`${NULL}\n${hosted("4")}\nDepot.Sync.FeedWorker+<ExecuteAsync>d__7::MoveNext @ /src/Sync/FeedWorker.cs:40`),
    csharp(`${NULL}\n${hosted("4")}\nDepot.Mail.MailWorker+<ExecuteAsync>d__7::MoveNext @ /src/Mail/MailWorker.cs:40`),
  ),
  different(
    "iterators of two methods of one class",
    csharp(`${NULL}\nDepot.Plan.Lanes+<Open>d__3::MoveNext`),
    csharp(`${NULL}\nDepot.Plan.Lanes+<Late>d__4::MoveNext`),
  ),
  different(
    "a getter and a setter",
    csharp("System.ArgumentException: bad zip\nDepot.Address::get_Zip @ /src/Address.cs:9"),
    csharp("System.ArgumentException: bad zip\nDepot.Address::set_Zip @ /src/Address.cs:14"),
  ),
  different(
    "a constructor and a static one",
    csharp(`${NULL}\nDepot.Rates::.ctor @ /src/Rates.cs:20`),
    csharp(`${NULL}\nDepot.Rates::.cctor @ /src/Rates.cs:8`),
  ),
  different(
    "constraints of two codes of PostgreSQL, no frame of one's own",
    ef('23505: duplicate key value violates unique constraint "ix_clients_mail"'),
    ef('23503: update or delete on table "clients" violates foreign key constraint "fk_parcels_clients"'),
  ),
  different(
    "indexes of two tables that PostgreSQL says, no frame of one's own",
    ef('23505: duplicate key value violates unique constraint "ix_clients_mail"'),
    ef('23505: duplicate key value violates unique constraint "ix_trucks_plate"'),
  ),
  different(
    "type initialisers that failed, the cause below",
    csharp(
      `${NULL}\nDepot.Zones::.cctor @ /src/Zones.cs:8`,
      "System.TypeInitializationException: The type initializer for 'Depot.Zones' threw an exception.\nDepot.Program::Main @ /src/Program.cs:9",
    ),
    csharp(
      `${NULL}\nDepot.Fees::.cctor @ /src/Fees.cs:8`,
      "System.TypeInitializationException: The type initializer for 'Depot.Fees' threw an exception.\nDepot.Program::Main @ /src/Program.cs:9",
    ),
  ),
  different(
    "scripts behind two buttons of Unity",
    unity("Hud::OpenMap @ <0000000000000000>:0"),
    unity("Hud::OpenShop @ <0000000000000000>:0"),
  ),
  different(
    "Awake of two scripts of Unity",
    csharp(`${NULL}\nTruck::Awake @ Assets/Scripts/Truck.cs:14`),
    csharp(`${NULL}\nCrane::Awake @ Assets/Scripts/Crane.cs:14`),
  ),
  different(
    "components of Unity that were destroyed and ones that were never assigned, no frame of one's own",
    csharp(
      "UnityEngine.MissingReferenceException: The object of type 'Camera' has been destroyed but you are still trying to access it.\n- UnityEngine.Camera::get_main",
    ),
    csharp(
      "UnityEngine.UnassignedReferenceException: The variable target of Turret has not been assigned.\n- UnityEngine.Camera::get_main",
    ),
  ),
  different(
    "HRESULTs of two kinds, no frame of one's own",
    csharp(
      "System.Runtime.InteropServices.COMException: Exception from HRESULT: 0x80070005\n- System.Runtime.InteropServices.Marshal::ThrowExceptionForHR",
    ),
    csharp(
      "System.Runtime.InteropServices.COMException: Exception from HRESULT: 0x8001010D\n- System.Runtime.InteropServices.Marshal::ThrowExceptionForHR",
    ),
  ),
  different(
    "configuration sections that are missing, no frame of one's own",
    csharp(
      "System.InvalidOperationException: Section 'Printing' not found in configuration.\n- Microsoft.Extensions.Configuration.ConfigurationExtensions::GetRequiredSection",
    ),
    csharp(
      "System.InvalidOperationException: Section 'Billing' not found in configuration.\n- Microsoft.Extensions.Configuration.ConfigurationExtensions::GetRequiredSection",
    ),
  ),
];
