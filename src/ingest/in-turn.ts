/** So many in one turn of the event loop: about a millisecond of work. */
const PER_TURN = 8;

/**
 * Work that can wait for its turn: a few pieces in each turn of the event loop, in their order. Where one client sends more than it
 * may, what refuses it must not make the others wait: without this the loop takes up all that has arrived before it goes on to
 * an answer whose event has just been kept.
 */
export function inTurn(): (work: () => void) => void {
  const waiting: (() => void)[] = [];
  const turn = (): void => {
    for (const work of waiting.splice(0, PER_TURN)) work();
    if (waiting.length > 0) setImmediate(turn);
  };
  return (work) => {
    waiting.push(work);
    if (waiting.length === 1) setImmediate(turn);
  };
}
