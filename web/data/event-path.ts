import { createContext } from "preact";

/** The event that is shown, as a path of the API: `organizations/acme/issues/7/events/<id>/`. */
export const EventPath = createContext<string | null>(null);
