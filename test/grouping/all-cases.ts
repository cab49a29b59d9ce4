import type { Case } from "./case.ts";
import { cocoaCases } from "./cases/cocoa.ts";
import { csharpCases } from "./cases/csharp.ts";
import { elixirCases } from "./cases/elixir.ts";
import { fingerprintAndChainCases } from "./cases/fingerprints-and-chains.ts";
import { flutterCases } from "./cases/flutter.ts";
import { goCases } from "./cases/go.ts";
import { javaCases } from "./cases/java.ts";
import { javascriptBrowserCases } from "./cases/javascript-browser.ts";
import { javascriptEngineCases } from "./cases/javascript-engines.ts";
import { javascriptMappedCases } from "./cases/javascript-mapped.ts";
import { jvmLanguageCases } from "./cases/jvm-languages.ts";
import { kotlinAndroidCases } from "./cases/kotlin-android.ts";
import { lookalikeMessageCases } from "./cases/lookalike-messages.ts";
import { lookalikeNameCases } from "./cases/lookalike-names.ts";
import { messageLogCases } from "./cases/message-logs.ts";
import { messageCases } from "./cases/messages.ts";
import { nativeCases } from "./cases/native.ts";
import { nodeCases } from "./cases/node.ts";
import { phpCases } from "./cases/php.ts";
import { pythonAsyncCases } from "./cases/python-async.ts";
import { pythonCases } from "./cases/python.ts";
import { reactNativeCases } from "./cases/react-native.ts";
import { rubyCases } from "./cases/ruby.ts";
import { rustCases } from "./cases/rust.ts";
import { secondBrowserCases } from "./cases/second-browser.ts";
import { secondNodeCases } from "./cases/second-node.ts";
import { secondPythonCases } from "./cases/second-python.ts";
import { secondReactNativeCases } from "./cases/second-react-native.ts";
import { secondJavaCases } from "./cases/second-java.ts";
import { secondKotlinCases } from "./cases/second-kotlin.ts";
import { secondGoCases } from "./cases/second-go.ts";
import { secondRubyCases } from "./cases/second-ruby.ts";
import { secondPhpCases } from "./cases/second-php.ts";
import { secondCsharpCases } from "./cases/second-csharp.ts";
import { secondRustCases } from "./cases/second-rust.ts";
import { secondNativeCases } from "./cases/second-native.ts";
import { secondCocoaCases } from "./cases/second-cocoa.ts";
import { secondFlutterCases } from "./cases/second-flutter.ts";
import { secondElixirCases } from "./cases/second-elixir.ts";
import { secondDatabasesCases } from "./cases/second-databases.ts";
import { secondClientsAndQueuesCases } from "./cases/second-clients-and-queues.ts";
import { secondLogLinesCases } from "./cases/second-log-lines.ts";
import { secondTonguesCases } from "./cases/second-tongues.ts";
import { secondEventShapesCases } from "./cases/second-event-shapes.ts";
import { sixthBrowserCases } from "./cases/sixth-browser.ts";
import { sixthCompiledCases } from "./cases/sixth-compiled.ts";
import { sixthElixirCases } from "./cases/sixth-elixir.ts";
import { sixthJavaCases } from "./cases/sixth-java.ts";
import { sixthKotlinCases } from "./cases/sixth-kotlin.ts";
import { sixthNativeCases } from "./cases/sixth-native.ts";
import { sixthNodeCases } from "./cases/sixth-node.ts";
import { sixthPhpCases } from "./cases/sixth-php.ts";
import { sixthPythonCases } from "./cases/sixth-python.ts";
import { sixthReactCases } from "./cases/sixth-react.ts";
import { sixthRubyCases } from "./cases/sixth-ruby.ts";
import { sixthMessageCases } from "./cases/sixth-messages.ts";
import { stackCases } from "./cases/stacks.ts";

/** Every case of the corpus by the language of its SDK, or by what it is about. */
import { thirdCompiledCases } from "./cases/third-compiled.ts";
import { thirdScriptCases } from "./cases/third-scripts.ts";
import { fourthBrowserCases } from "./cases/fourth-browser.ts";
import { fourthCompiledCases } from "./cases/fourth-compiled.ts";
import { fourthMessageCases } from "./cases/fourth-messages.ts";
import { fourthScriptCases } from "./cases/fourth-scripts.ts";

export const ALL_CASES: { readonly [language: string]: readonly Case[] } = {
  cocoa: cocoaCases,
  csharp: csharpCases,
  elixir: elixirCases,
  "fingerprints-and-chains": fingerprintAndChainCases,
  flutter: flutterCases,
  go: goCases,
  java: javaCases,
  "javascript-browser": javascriptBrowserCases,
  "javascript-engines": javascriptEngineCases,
  "javascript-mapped": javascriptMappedCases,
  "jvm-languages": jvmLanguageCases,
  "kotlin-android": kotlinAndroidCases,
  "lookalike-messages": lookalikeMessageCases,
  "lookalike-names": lookalikeNameCases,
  "message-logs": messageLogCases,
  messages: messageCases,
  native: nativeCases,
  node: nodeCases,
  php: phpCases,
  "python-async": pythonAsyncCases,
  python: pythonCases,
  "react-native": reactNativeCases,
  ruby: rubyCases,
  rust: rustCases,
  "second-browser": secondBrowserCases,
  "second-node": secondNodeCases,
  "second-python": secondPythonCases,
  "second-react-native": secondReactNativeCases,
  "second-java": secondJavaCases,
  "second-kotlin": secondKotlinCases,
  "second-go": secondGoCases,
  "second-ruby": secondRubyCases,
  "second-php": secondPhpCases,
  "second-csharp": secondCsharpCases,
  "second-rust": secondRustCases,
  "second-native": secondNativeCases,
  "second-cocoa": secondCocoaCases,
  "second-flutter": secondFlutterCases,
  "second-elixir": secondElixirCases,
  "second-databases": secondDatabasesCases,
  "second-clients-and-queues": secondClientsAndQueuesCases,
  "second-log-lines": secondLogLinesCases,
  "second-tongues": secondTonguesCases,
  "second-event-shapes": secondEventShapesCases,
  "sixth-browser": sixthBrowserCases,
  "sixth-react": sixthReactCases,
  "sixth-node": sixthNodeCases,
  "sixth-python": sixthPythonCases,
  "sixth-java": sixthJavaCases,
  "sixth-kotlin": sixthKotlinCases,
  "sixth-ruby": sixthRubyCases,
  "sixth-php": sixthPhpCases,
  "sixth-elixir": sixthElixirCases,
  "sixth-compiled": sixthCompiledCases,
  "sixth-native": sixthNativeCases,
  "sixth-messages": sixthMessageCases,
  stacks: stackCases,
  "third-compiled": thirdCompiledCases,
  "third-scripts": thirdScriptCases,
  "fourth-browser": fourthBrowserCases,
  "fourth-compiled": fourthCompiledCases,
  "fourth-messages": fourthMessageCases,
  "fourth-scripts": fourthScriptCases,
};
