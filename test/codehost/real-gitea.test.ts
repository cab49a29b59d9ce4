import { codeHostContract } from "../../src/codehost/codehost.contract.ts";
import { noGitea, realGitea } from "./real-gitea.ts";

codeHostContract("a real Gitea", realGitea, noGitea());
