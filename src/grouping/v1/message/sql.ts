/** Statements as databases and mappers put them into messages; literals differ, tables and columns do not. */
const STATEMENT =
  /\b(?:SELECT\s.{1,400}?\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\S{1,80}\s+SET\s|DELETE\s+FROM\s|MERGE\s+INTO\s|REPLACE\s+INTO\s|CREATE\s+(?:TABLE|INDEX)\s|ALTER\s+TABLE\s)/is;

export function isSql(line: string): boolean {
  return STATEMENT.test(line);
}

/** A line with SQL in it: literals and placeholders are `?`, lists of them one. */
export function sqlText(line: string): string {
  return line
    .replace(/\bvalues\s*\((?:[^()]|\([^()]{0,200}\)){0,1500}\)/gi, "values (?)")
    .replace(/(=|<>|[<>]=?|\blike\s)\s*(?=[^\s,()`"'?]*[@:+-])[^\s,()`"'?]{1,200}/gi, "$1 ?")
    .replace(/'(?:[^'\\]|''|\\.){0,500}'/g, "?")
    .replace(/(?<![\w$@:?.])(?:\$\d+|:[a-z_]\w*|@\w+|%s|%\(\w+\)s)/gi, "?")
    .replace(/(?<![\w"`.])[-+]?(?:0x[0-9a-f]+|\d+(?:\.\d+)?(?:e[-+]?\d+)?)(?![\w"`])/gi, "?")
    .replace(/\b(?:true|false|null)\b/gi, "?")
    .replace(/\?(?:\s*,\s*\?)+/g, "?")
    .replace(/\(\s*\?\s*\)(?:\s*,\s*\(\s*\?\s*\))+/g, "(?)")
    .replace(/\s+/g, " ")
    .trim();
}
