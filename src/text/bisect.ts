/**
 * The first of so many places, in order, for which a condition holds that holds for all places behind it too.
 *
 * @returns `length` where it holds for none
 */
export function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
