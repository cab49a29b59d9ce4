/** What to install and what to write, for each language that people begin with. */
export type Platform = {
  /** As the project keeps it. */
  readonly id: string;
  readonly name: string;
  readonly install: string;
  /** Where the code goes. */
  readonly file: string;
  readonly code: (dsn: string) => string;
};

export const PLATFORMS: readonly Platform[] = [
  {
    id: "javascript",
    name: "Browser JS",
    install: "npm install @sentry/browser",
    file: "First in your entry file",
    code: (dsn) => `import * as Sentry from "@sentry/browser";

Sentry.init({
  dsn: "${dsn}",
  release: "shop-web@1.0.0",
  environment: "production",
});`,
  },
  {
    id: "node",
    name: "Node",
    install: "npm install @sentry/node",
    file: "In instrument.mjs, loaded first: node --import ./instrument.mjs app.mjs",
    code: (dsn) => `import * as Sentry from "@sentry/node";

Sentry.init({
  dsn: "${dsn}",
  release: "shop@1.0.0",
  environment: "production",
});`,
  },
  {
    id: "python",
    name: "Python",
    install: "pip install sentry-sdk",
    file: "First in your program",
    code: (dsn) => `import sentry_sdk

sentry_sdk.init(
    dsn="${dsn}",
    release="shop@1.0.0",
    environment="production",
)`,
  },
  {
    id: "go",
    name: "Go",
    install: "go get github.com/getsentry/sentry-go",
    file: "In main",
    code: (dsn) => `err := sentry.Init(sentry.ClientOptions{
	Dsn:         "${dsn}",
	Release:     "shop@1.0.0",
	Environment: "production",
})
if err != nil {
	log.Fatal(err)
}
defer sentry.Flush(2 * time.Second)`,
  },
  {
    id: "java",
    name: "Java",
    install: `implementation("io.sentry:sentry:8.+") // build.gradle.kts`,
    file: "First in main",
    code: (dsn) => `Sentry.init(options -> {
  options.setDsn("${dsn}");
  options.setRelease("shop@1.0.0");
  options.setEnvironment("production");
});`,
  },
  {
    id: "php",
    name: "PHP",
    install: "composer require sentry/sentry",
    file: "First in your front controller",
    code: (dsn) => `\\Sentry\\init([
    'dsn' => '${dsn}',
    'release' => 'shop@1.0.0',
    'environment' => 'production',
]);`,
  },
  {
    id: "ruby",
    name: "Ruby",
    install: "bundle add sentry-ruby",
    file: "In config/initializers/sentry.rb, or first in your program",
    code: (dsn) => `require "sentry-ruby"

Sentry.init do |config|
  config.dsn = "${dsn}"
  config.release = "shop@1.0.0"
  config.environment = "production"
end`,
  },
  {
    id: "rust",
    name: "Rust",
    install: "cargo add sentry",
    file: "First in main; keep the guard alive",
    code: (dsn) => `let _guard = sentry::init(("${dsn}", sentry::ClientOptions {
    release: Some("shop@1.0.0".into()),
    environment: Some("production".into()),
    ..Default::default()
}));`,
  },
];

/** The language of a project: `python-django` is Python, `javascript-react` the browser, `node-express` Node. */
export function platformOf(name: string | null | undefined): Platform | undefined {
  const start = name?.split("-")[0];
  return PLATFORMS.find(({ id }) => id === start);
}
