/** A command and its arguments. `{version}` in it is the SDK's. It runs in the program's folder below `.cache/sdk/`. */
export type Command = readonly [tool: string, ...args: string[]];

/**
 * A program with a real SDK in it, and the versions it is run with. SDKs are installed aside, in an exact version, and are no
 * dependencies of ours. To add one: a folder below programs/ with its sources and its expected values, and an entry here.
 */
export type Language = {
  readonly language: string;
  /** The SDK by the name it is installed by. */
  readonly sdk: string;
  /** Of the SDK: the one of GitLab's table, the current one, and others worth a look. */
  readonly versions: readonly string[];
  /** The sources, below programs/. */
  readonly sources: string;
  /** Expected values, below programs/. */
  readonly expected: string;
  /** Succeeds where the toolchain is. */
  readonly tool: Command;
  /** Done once for a version. */
  readonly install: readonly Command[];
  /** Done for each run, after the sources were copied. */
  readonly build: readonly Command[];
  readonly run: Command | "in a browser";
  /** `{folder}` in a value is the program's folder. */
  readonly env: { readonly [name: string]: string };
  /** What the program says when it crashes, as it must; undefined when it ends well. */
  readonly crash: string | undefined;
  /** How the SDK words an error of its own. Its debug mode is on. */
  readonly complaint: RegExp;
  /** Captures that stand in where a version cannot be installed: folders of test/fixtures/sdk-captures, by version. */
  readonly captures: { readonly [version: string]: string };
};

const NPM_QUIETLY = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", "."] as const;
const JAVASCRIPT_COMPLAINT = /Sentry Logger \[(?:error|warn)\]/;
const PYTHON = process.platform === "win32" ? "venv/Scripts/python.exe" : "venv/bin/python";
// The transport with the fewest packages to build, and all that the default has to say of an error.
const RUST_FEATURES = "backtrace,contexts,panic,ureq";
const RUST = {
  language: "Rust",
  sdk: "sentry",
  sources: "rust",
  expected: "rust/expected.json",
  tool: ["cargo", "--version"],
  build: [["cargo", "build", "--quiet"]],
  run: ["target/debug/shop"],
  env: { CARGO_TARGET_DIR: "target" },
  crash: "no price for cake",
  complaint: /\[sentry\].*(?:failed|could not|"detail")/i,
  captures: {},
} as const;
const RUBY_COMPLAINT = /ERROR -- sentry|sending failed/i;
const RUBY = {
  language: "Ruby",
  sources: "ruby",
  tool: ["ruby", "--version"],
  build: [],
  run: ["ruby", "main.rb"],
  crash: "OrderFailed",
  complaint: RUBY_COMPLAINT,
} as const;

export const LANGUAGES: readonly Language[] = [
  {
    language: "Go",
    sdk: "sentry-go",
    versions: ["0.20.0", "0.50.0"],
    sources: "go",
    expected: "go/expected.json",
    tool: ["go", "version"],
    install: [["go", "get", "github.com/getsentry/sentry-go@v{version}"]],
    build: [["go", "build", "-o", "shop.exe", "."]],
    run: ["./shop.exe"],
    env: {},
    crash: undefined,
    complaint: /failed with|request failed|there was an issue|could not/i,
    captures: { "0.20.0": "sentry-go-0.11.0", "0.50.0": "sentry-go-0.29.1" },
  },
  {
    language: "Java",
    sdk: "io.sentry:sentry",
    versions: ["6.18.1", "8.62.0"],
    sources: "java",
    expected: "java/expected.json",
    tool: ["mvn", "--version"],
    install: [
      ["mvn", "-q", "dependency:copy", "-Dartifact=io.sentry:sentry:{version}", "-DoutputDirectory=.", "-Dmdep.stripVersion"],
    ],
    build: [
      [
        "javac",
        "-g",
        "-cp",
        "sentry.jar",
        "-d",
        "classes",
        "shop/Main.java",
        "shop/Checkout.java",
        "shop/Pricing.java",
        "shop/Stock.java",
      ],
    ],
    run: ["java", "-cp", process.platform === "win32" ? "sentry.jar;classes" : "sentry.jar:classes", "shop.Main"],
    env: {},
    crash: "OrderFailed",
    complaint: /^(?:ERROR|FATAL):/m,
    captures: { "8.62.0": "sentry-java-8.53.0" },
  },
  {
    language: "Node.js",
    sdk: "@sentry/node",
    versions: ["7.38.0", "10.78.0", "11.12.0"],
    sources: "javascript",
    expected: "javascript/expected-node.json",
    tool: [process.execPath, "--version"],
    install: [["npm", "install", ...NPM_QUIETLY, "@sentry/node@{version}"]],
    build: [],
    run: [process.execPath, "node.mjs"],
    env: {},
    crash: "OrderFailed",
    complaint: JAVASCRIPT_COMPLAINT,
    captures: { "7.38.0": "sentry-node-7.38.0", "10.78.0": "sentry-node-10.78.0", "11.12.0": "sentry-node-10.78.0" },
  },
  {
    language: "PHP",
    sdk: "sentry/sentry",
    versions: ["3.18.0", "4.29.0"],
    sources: "php",
    expected: "php/expected.json",
    tool: ["php", "--version"],
    install: [["composer", "require", "--no-interaction", "sentry/sentry:{version}"]],
    build: [],
    run: ["php", "main.php"],
    env: {},
    crash: "OrderFailed",
    complaint: /Failed to send/i,
    captures: { "3.18.0": "sentry-php-4.29.0", "4.29.0": "sentry-php-4.29.0" },
  },
  {
    language: "Python",
    sdk: "sentry-sdk",
    versions: ["1.21.0", "2.75.0"],
    sources: "python",
    expected: "python/expected.json",
    tool: ["python3", "-c", "import venv, ensurepip"],
    install: [
      ["python3", "-m", "venv", "venv"],
      [PYTHON, "-m", "pip", "install", "--quiet", "sentry-sdk=={version}"],
    ],
    build: [],
    run: [PYTHON, "main.py"],
    env: { PYTHONDONTWRITEBYTECODE: "1" },
    crash: "OrderFailed",
    complaint: /\[sentry\] (?:ERROR|WARNING)/,
    captures: { "1.21.0": "sentry-python-1.9.10", "2.75.0": "sentry-python-2.68.0" },
  },
  {
    ...RUBY,
    sdk: "sentry-ruby",
    versions: ["5.9.0", "6.6.2"],
    expected: "ruby/expected.json",
    install: [["gem", "install", "--no-document", "--install-dir", "gems", "sentry-ruby", "-v", "{version}"]],
    env: { GEM_HOME: "{folder}/gems" },
    captures: { "5.9.0": "sentry-ruby-5.3.0", "6.6.2": "sentry-ruby-6.6.2" },
  },
  {
    ...RUBY,
    // Where gems are out of reach, Debian's packages are not: an older version of the same SDK.
    sdk: "sentry-ruby of Debian 12",
    versions: ["5.3.0"],
    expected: "ruby/expected.json",
    install: [
      ["apt-get", "download", "-qq", "ruby-sentry-ruby-core={version}-2", "ruby-sentry-ruby={version}-1", "ruby-concurrent"],
      ["sh", "-c", "for package in *.deb; do dpkg -x $package debian; done"],
    ],
    env: {
      GEM_PATH: "{folder}/debian/usr/share/rubygems-integration/all",
      RUBYLIB: "{folder}/debian/usr/lib/ruby/vendor_ruby",
    },
    captures: { "5.3.0": "sentry-ruby-5.3.0" },
  },
  {
    ...RUST,
    versions: ["0.31.0"],
    install: [
      ["cargo", "add", "--quiet", "sentry@={version}", "--no-default-features", "--features", RUST_FEATURES],
      // Its parts must be as old as itself: with the latest of them it does not compile. Each before what it needs.
      ...["panic", "backtrace", "contexts", "core", "types"].map(
        (part) => ["cargo", "update", "--quiet", `sentry-${part}`, "--precise", "{version}"] as const,
      ),
    ],
  },
  {
    ...RUST,
    versions: ["0.49.5"],
    // Sessions became a feature of their own in 0.32.
    install: [
      [
        "cargo",
        "add",
        "--quiet",
        "sentry@={version}",
        "--no-default-features",
        "--features",
        `${RUST_FEATURES},release-health`,
      ],
    ],
  },
  {
    language: "Browser JavaScript",
    sdk: "@sentry/browser",
    versions: ["7.120.4", "8.55.2", "9.47.2", "10.78.0", "11.12.0"],
    sources: "javascript",
    expected: "javascript/expected-browser.json",
    tool: [process.execPath, "--version"],
    install: [["npm", "install", ...NPM_QUIETLY, "@sentry/browser@{version}"]],
    build: [],
    run: "in a browser",
    env: {},
    crash: undefined,
    complaint: JAVASCRIPT_COMPLAINT,
    captures: {
      "7.120.4": "sentry-browser-7.120.4",
      "8.55.2": "sentry-browser-8.55.2",
      "9.47.2": "sentry-browser-10.78.0",
      "10.78.0": "sentry-browser-10.78.0",
      "11.12.0": "sentry-browser-10.78.0",
    },
  },
];

/** SDKs that have no program yet, since nothing that installs them could be reached when the suite was written. */
export const WITHOUT_PROGRAM: readonly { readonly language: string; readonly sdk: string; readonly install: Command }[] = [
  { language: ".NET", sdk: "Sentry", install: ["dotnet", "add", "package", "Sentry"] },
  { language: "Elixir", sdk: "sentry", install: ["mix", "local.hex", "--force"] },
  { language: "Dart", sdk: "sentry", install: ["dart", "pub", "add", "sentry"] },
];
