import type { GroupingFrame } from "../input.ts";
import type { Family } from "./family.ts";

/** Segments of a path that count: the file and the folder it is in. More is where somebody installed the program. */
const SEGMENTS = 2;

/** Where a frame is, the same on every machine and after every build: a module or class, else the end of a path. */
export function placeOf(frame: GroupingFrame, family: Family): string {
  const { module } = frame;
  if (family === "native") return nativePlace(frame);
  if (isTelling(module) && !isTailOfUrl(module, frame, family)) return cleanModule(module, family);
  const isPackage = family === "dart" && frame.abs_path?.startsWith("package:") === true;
  const file = (isPackage ? frame.abs_path : (frame.filename ?? frame.abs_path)) ?? "";
  const path = cleanPath(file.startsWith("<") ? "" : file, family, frame.abs_path);
  return path === "" && module === "main" ? module : path;
}

/** `__main__` and `main` are whichever program was started, and "<unknown>" says nothing: the file tells more. */
function isTelling(module: string | undefined): module is string {
  return (
    module !== undefined &&
    module !== "" &&
    module !== "__main__" &&
    module !== "main" &&
    module !== "?" &&
    !module.startsWith("<")
  );
}

/** SDKs of JavaScript make a module of the file's address. The address, cleaned, says the same for all of them. */
function isTailOfUrl(module: string, { abs_path, filename }: GroupingFrame, family: Family): boolean {
  return family === "javascript" && (abs_path ?? filename) !== undefined && module !== "";
}

/** A name that is qualified says where it is; a plain one of C needs its file or image. */
function nativePlace({ function: name = "", filename, package: image }: GroupingFrame): string {
  if (/::|^[-+]\[|\w\.\w/.test(name)) return "";
  return lastSegment(filename ?? image ?? "").toLowerCase();
}

function cleanModule(module: string, family: Family): string {
  if (family === "python" || family === "ruby") return module.replace(/^.*ipykernel_\d+.*$/, "ipykernel");
  return /\d/.test(module) ? withoutHashes(module.replace(/(?:^|\/)v\d+(?=\/|$)/g, "")) : module;
}

/** A path without host, query, drive, the folders of a machine and of a release, and what bundlers write into names. */
function cleanPath(raw: string, family: Family, address = ""): string {
  if (raw === "") return "";
  let path = raw.replaceAll("\\", "/").replace(/\0.*$/s, "");
  const isUrl = /^[a-z][a-z0-9+.-]{1,20}:(?!\/[^/])/i.test(path) || /^[a-z][a-z0-9+.-]{1,20}:\/\//i.test(address);
  path = path
    .replace(/^(?:blob:)?[a-z][a-z0-9+.-]{1,20}:\/{2,3}(?:[^/]*@)?(?=[^/])/i, (scheme) =>
      /^(?:https?|blob:)/i.test(scheme) ? "//" : "/",
    )
    .replace(/^\/\/[^/]*/, "")
    .replace(/^[a-z]:(?=\/)/i, "");
  // A query or fragment of an address; a file may have such characters in its name.
  if (isUrl || family === "javascript") path = path.replace(/[?#].*$/s, "");
  path = path.replace(
    /^\/?\(?(?:rsc|ssr|app-pages-browser|action-browser|pages-dir-browser|middleware|edge-server)\)?\/(?=\.\/)/,
    "",
  );
  // One program in the bundle of each platform, and after each update over the air.
  if (family === "javascript" && /\.(?:js)?bundle(?:\/+&.*)?$/.test(path)) return "bundle";
  if (family === "javascript" && path.includes("wasm")) path = withoutOffset(path);
  const packageName = MONOREPO.exec(path)?.[1];
  const own = withoutRoot(path);
  const segments = own
    .split("/")
    .filter((segment) => segment !== "" && segment !== "." && segment !== ".." && segment !== "~" && !isRelease(segment));
  const kept = segments.slice(-SEGMENTS);
  // What a bundler put together has its folder from the server that hands it out.
  const isBundle = isUrl && family === "javascript" && /\.(?:[cm]?js)$/i.test(kept.at(-1) ?? "") && !/\/src\//.test(path);
  const name = withoutHashes((isBundle ? kept.slice(-1) : kept).join("/"));
  const inPackage = packageName === undefined || kept.includes(packageName) ? "" : `${packageName}/`;
  const plain =
    family === "javascript"
      ? name.replace(/\.(?:min|prod|production|development|modern|legacy|chunk|bundle)(?=\.)/g, "")
      : name;
  return `${inPackage}${plain}`.toLowerCase();
}

/** WebAssembly: `wasm/game.wasm-00a1b2c3:wasm-function[12]:0x33`, the hash of the module and where in it; one without a name has its hash. */
function withoutOffset(path: string): string {
  return path
    .replace(/:wasm-function\[\d+\](?::0x[0-9a-f]+)?$/i, "")
    .replace(/(\.wasm)-[0-9a-f]{8}$/, "$1")
    .replace(/^\/?wasm\/[0-9a-f]{8}$/, "wasm");
}

/** One repository, many packages of the same inner layout. */
const MONOREPO =
  /(?:^|\/)(?:packages|apps|services|modules|libs|plugins|workspaces|crates|functions|lambdas)\/(?!(?:node_modules|src|dist)\/)([\w.@-]+)\/(?:.{0,200}\/)?[^/]+$/;

/** Roots that say where a program is installed and not what it is. */
const ROOTS: readonly RegExp[] = [
  /^\/(?:usr\/src\/app|var\/task|var\/www\/html|var\/lang|github\/workspace|workspace|app|code|project|src|function|home\/site\/wwwroot|opt\/app|opt\/render\/project\/src|layers\/[^/]+\/[^/]+)\//,
  /^\/home\/runner\/work\/[^/]+\/[^/]+\//,
  /^\/(?:builds|workspaces|var\/jenkins_home\/workspace)\/[^/]+\/(?:[^/]+\/)?/,
  /^\/(?:home|Users)\/[^/]+\/(?:(?:code|work|projects?|dev|repos?|git|documents|workspace|desktop|src|sites|developer|go\/src\/[^/]+\/[^/]+|source\/repos|IdeaProjects|PycharmProjects)\/)*[^/]+\/(?=.)/i,
  /^\/root\/(?:[^/]+\/)?/,
  /^\/(?:srv|opt|var\/www|var\/lib|data|mnt|usr\/src|usr\/local\/src)\/[^/]+\//,
];

function withoutRoot(path: string): string {
  for (const root of ROOTS) {
    const found = root.exec(path)?.[0];
    if (found !== undefined && found.length < path.length)
      return path.slice(found.length).replace(/^(?:current|releases\/[^/]+|shared|live)\//, "");
  }
  return path;
}

/** Folders named after a build: a date, a long number, a commit, a UUID, a version. */
function isRelease(segment: string): boolean {
  return (
    /\d/.test(segment) &&
    /^(?:[\d._-]{6,}|[0-9a-f]{7,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|v?\d+(?:\.\d+)+(?:[-+][\w.]+)?|(?:release|build|deploy|rev)[-_]?[\w.]*\d[\w.]*)$/i.test(
      segment,
    )
  );
}

/** `main.8f3a2b1c.js`, `index-BxY3kd9Q.js`, `12.chunk.js`, `react@18.2.0`, `shop-1.4.2.jar`: the name without build and version. */
function withoutHashes(text: string): string {
  return (
    text
      // Compiled views: Blade and Twig name them after a hash.
      .replace(/(^|\/)(?:[0-9a-f]{2}\/)?[0-9a-f]{32,64}(?=\.php$)/, "$1compiled")
      .replace(
        /[-._@~](?=[A-Za-z_-]{0,31}\d)[0-9A-Za-z_-]{6,32}(?=(?:\.(?:chunk|bundle|min|modern|legacy))*\.[a-z]{1,5}(?:$|[/?:]))/g,
        "",
      )
      .replace(/[-._](?=[A-Z]*[a-z])(?=[a-z]*[A-Z])[0-9A-Za-z_]{8}(?=\.[cm]?js$)/g, "")
      .replace(
        /(^|\/)(?:chunk[-._]?)?(?:\d+|[0-9a-f]{8,40}|(?=[a-z]*\d)[0-9a-z]{16,40})(?=(?:\.(?:chunk|bundle|min))*\.[cm]?js$)/gi,
        "$1chunk",
      )
      .replace(/[-@]v?\d+(?:\.\d+){1,3}(?:[-.][A-Za-z]+[\d.]*)?/g, "")
  );
}

function lastSegment(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
