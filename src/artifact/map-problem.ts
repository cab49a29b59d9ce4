/** Why a source map cannot be used, in words for whoever uploaded it. It costs that map alone. */
export class MapProblem extends Error {}
