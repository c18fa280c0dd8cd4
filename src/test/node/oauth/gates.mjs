// Places at which what goes on behind the service can be held: a test learns that one was reached, does something
// to the service there, and then says how it goes on.

/** Each gate holds the one passage that it waits for; whatever else comes by goes on. */
export function makeGates({ seconds = 30 } = {}) {
  const gates = [];
  return {
    /** Sets a gate at the `nth` passage of this place that fits. */
    set(place, fits, nth = 1) {
      const gate = { place, fits, left: nth };
      gate.reached = new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`nobody came to the gate at the ${place}`)), seconds * 1000);
        gate.reach = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      gate.opened = new Promise((resolve) => (gate.open = resolve));
      gates.push(gate);
      return gate;
    },
    /** What passes waits here while a gate holds it; answers how it is to go on: `go` or `drop`. */
    async pass(place, what) {
      const gate = gates.find((one) => one.place === place && one.left > 0 && one.fits(what));
      if (!gate || --gate.left > 0) return 'go';
      gate.reach();
      return gate.opened;
    },
  };
}
