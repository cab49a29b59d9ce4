import { flutter } from "../build-compiled.ts";
import { withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const NULL = "_TypeError: Null check operator used on a null value";
const tap = (line: number): string => `- _InkResponseState.handleTap @ package:flutter/src/material/ink_well.dart:${line}:21
  - GestureRecognizer.invokeCallback @ package:flutter/src/gestures/recognizer.dart:${line - 800}:24`;
const dio = (text: string): SdkEvent =>
  flutter(`DioException: ${text}\n- DioMixin.fetch @ package:dio/src/dio_mixin.dart:520:7`);
const channel = (text: string): SdkEvent =>
  flutter(
    `PlatformException: ${text}\n- StandardMethodCodec.decodeEnvelope @ package:flutter/src/services/message_codecs.dart:648:7\n- MethodChannel._invokeMethod @ package:flutter/src/services/platform_channel.dart:334:18`,
  );
const widgets = (text: string): SdkEvent =>
  flutter(`FlutterError: ${text}\n- Element.inheritFrom @ package:flutter/src/widgets/framework.dart:4700:7`);

/** A release that was built obfuscated, whose symbols nobody uploaded: addresses alone, in an image that moves. */
function obfuscated(type: string, value: string, image: number, offsets: readonly number[]): SdkEvent {
  const hex = (address: number): string => `0x${address.toString(16)}`;
  const frames = offsets.map((offset) => ({
    platform: "native",
    package: "libapp.so",
    image_addr: hex(image),
    instruction_addr: hex(image + offset),
    in_app: true,
  }));
  return { platform: "other", level: "error", exception: { values: [{ type, value, stacktrace: { frames } }] } };
}

export const secondFlutterCases: readonly Case[] = [
  same(
    "a tap in two versions of Material",
    flutter(`${NULL}\n${tap(1096)}\n_ScanPageState._onTap @ package:depot/pages/scan_page.dart:40:20`),
    flutter(
      `${NULL}\n${tap(1183)}\n- TapGestureRecognizer.handleTapUp @ package:flutter/src/gestures/tap.dart:652:11\n_ScanPageState._onTap @ package:depot/pages/scan_page.dart:46:20`,
    ),
  ),
  same(
    "Bloc of two versions below one handler",
    flutter(
      `StateError: Bad state: no lane\n- Bloc.on.<anonymous closure>.handleEvent @ package:bloc/src/bloc.dart:226:22\nRouteBloc._onOpened @ package:depot/blocs/route_bloc.dart:19:7`,
    ),
    flutter(
      `StateError: Bad state: no lane\n- Bloc.on.<fn>.handleEvent @ package:bloc/src/bloc.dart:229:22\nRouteBloc._onOpened @ package:depot/blocs/route_bloc.dart:22:7`,
    ),
  ),
  same(
    "two gaps between asynchronous frames",
    flutter(
      `${NULL}\nSync.run @ package:depot/sync.dart:9:5\n- <asynchronous suspension> @ \n- <asynchronous suspension> @ \nFeed.pull @ package:depot/feed.dart:20:7`,
    ),
    flutter(`${NULL}\nSync.run @ package:depot/sync.dart:11:5\nFeed.pull @ package:depot/feed.dart:23:7`),
  ),
  same(
    "a second package of one's own, with lines moved",
    flutter(`${NULL}\nMoney.round @ package:depot_money/src/money.dart:9:5\nBill.sum @ package:depot/bill.dart:20:7`),
    flutter(`${NULL}\nMoney.round @ package:depot_money/src/money.dart:12:5\nBill.sum @ package:depot/bill.dart:20:7`),
  ),
  same(
    "a status and a URL in the text of an HTTP client, with one's own frame",
    flutter(
      "DioException: The request took longer than 0:00:05.000000 to receive data.\nRates.load @ package:depot/rates.dart:12:9",
    ),
    flutter(
      "DioException: The request took longer than 0:00:30.000000 to receive data.\nRates.load @ package:depot/rates.dart:15:9",
    ),
  ),
  same(
    "a widget's hash in the text, no frame of one's own",
    widgets("Looking up a deactivated widget's ancestor is unsafe. ScanPage(dirty, state: _ScanPageState#1a2b3)"),
    widgets("Looking up a deactivated widget's ancestor is unsafe. ScanPage(dirty, state: _ScanPageState#c4d5e)"),
  ),
  same(
    "a format that another text breaks, with one's own frame",
    flutter(
      "FormatException: Unexpected character (at character 1)\\n<html><head>\\n^\nApi.read @ package:depot/api.dart:30:20",
    ),
    flutter(
      'FormatException: Unexpected end of input (at character 4096)\\n..."weight": 12,\\n^\nApi.read @ package:depot/api.dart:33:20',
    ),
  ),
  same(
    "reported by the zone and by the platform dispatcher",
    withMechanism(flutter(`${NULL}\nMapPage.build @ package:depot/pages/map_page.dart:31:20`), {
      type: "runZonedGuarded",
      handled: false,
    }),
    withMechanism(flutter(`${NULL}\nMapPage.build @ package:depot/pages/map_page.dart:33:20`), {
      type: "PlatformDispatcher.onError",
      handled: false,
    }),
  ),
  different(
    "two handlers behind the same taps",
    flutter(`${NULL}\n${tap(1096)}\n_ScanPageState._onTap @ package:depot/pages/scan_page.dart:40:20`),
    flutter(`${NULL}\n${tap(1096)}\n_MapPageState._onTap @ package:depot/pages/map_page.dart:40:20`),
  ),
  different(
    "events of one bloc",
    flutter("StateError: Bad state: no lane\nRouteBloc._onOpened @ package:depot/blocs/route_bloc.dart:19:7"),
    flutter("StateError: Bad state: no lane\nRouteBloc._onClosed @ package:depot/blocs/route_bloc.dart:44:7"),
  ),
  different(
    "statuses of Dio, no frame of one's own",
    dio(
      "This exception was thrown because the response has a status code of 401 and RequestOptions.validateStatus was configured to throw for this status code.",
    ),
    dio(
      "This exception was thrown because the response has a status code of 500 and RequestOptions.validateStatus was configured to throw for this status code.",
    ),
  ),
  different(
    "codes of a channel for signing in, no frame of one's own",
    channel("PlatformException(sign_in_canceled, Sign in was cancelled, null, null)"),
    channel("PlatformException(network_error, com.google.android.gms.common.api.ApiException: 7: , null, null)"),
  ),
  different(
    "providers that two widgets cannot find",
    flutter(
      "ProviderNotFoundException: Error: Could not find the correct Provider<Cart> above this ScanPage Widget\n- Provider._inheritedElementOf @ package:provider/src/provider.dart:343:7",
    ),
    flutter(
      "ProviderNotFoundException: Error: Could not find the correct Provider<Session> above this MapPage Widget\n- Provider._inheritedElementOf @ package:provider/src/provider.dart:343:7",
    ),
  ),
  different(
    "fromJson of two models",
    flutter(
      "_TypeError: type 'Null' is not a subtype of type 'String'\nParcel.fromJson @ package:depot/models/parcel.dart:12:20",
    ),
    flutter(
      "_TypeError: type 'Null' is not a subtype of type 'String'\nTruck.fromJson @ package:depot/models/truck.dart:12:20",
    ),
  ),
  different(
    "factories and named constructors of one class",
    flutter("ArgumentError: bad zip\nnew Address.parse @ package:depot/address.dart:9:5"),
    flutter("ArgumentError: bad zip\nnew Address.fromForm @ package:depot/address.dart:20:5"),
  ),
  different(
    "a table that the phone's database lacks and a lock that it holds, no frame of one's own",
    flutter(
      "SqfliteDatabaseException: DatabaseException(no such table: parcels (code 1 SQLITE_ERROR))\n- wrapDatabaseException @ package:sqflite/src/exception_impl.dart:11:7",
    ),
    flutter(
      "SqfliteDatabaseException: DatabaseException(database is locked (code 5 SQLITE_BUSY))\n- wrapDatabaseException @ package:sqflite/src/exception_impl.dart:11:7",
    ),
  ),
  same(
    "an obfuscated build without symbols, loaded at another address",
    obfuscated("StateError", "Bad state: no lane", 0x7b1c2a0000, [0x1f2a40, 0x20b118]),
    obfuscated("StateError", "Bad state: no lane", 0x7a00d10000, [0x1f2a40, 0x20b118]),
  ),
  different(
    "two errors of an obfuscated build without symbols",
    obfuscated("StateError", "Bad state: no lane", 0x7b1c2a0000, [0x1f2a40, 0x20b118]),
    obfuscated("FormatException", "Invalid date format", 0x7b1c2a0000, [0x1f2a40, 0x3410c0]),
  ),
];
