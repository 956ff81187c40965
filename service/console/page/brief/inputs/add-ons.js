// What is bought beside the deliverables: rights and the like.

import { html } from '../../vendor/preact-htm.js';
import { useVocabularies } from '../../parts/vocabulary.js';
import { Amount, Choice, Rows } from './rows.js';

/** @param {{addOns: any[], setAddOns: (addOns: any[]) => void}} props */
export function AddOns({ addOns, setAddOns }) {
  const names = useVocabularies(['add_ons', 'channels']);
  const isMonthly = (/** @type {string} */ kind) => names.add_ons.find((one) => one.id === kind)?.per === 'month';
  const changed = (/** @type {any} */ one, /** @type {string} */ kind) => {
    const { months = 1, ...others } = one;
    return isMonthly(kind) ? { ...others, kind, months } : { ...others, kind };
  };
  const first = names.add_ons[0];
  return html`<${Rows} rows=${addOns} setRows=${setAddOns} fresh=${first ? changed({}, first.id) : {}} what="add-on" render=${(/** @type {any} */ one, /** @type {(one: any) => void} */ set) => html`
    <${Choice} label="Add-on" value=${one.kind} entries=${names.add_ons} onChange=${(/** @type {string} */ kind) => set(changed(one, kind))} />
    ${isMonthly(one.kind) && html`<${Amount} label="Months" most=${60} value=${one.months} onChange=${(/** @type {number} */ months) => set({ ...one, months })} /> <span>months</span>`}
    <${Choice} label="Channel" optional="any channel" value=${one.channel ?? ''} entries=${names.channels} onChange=${(/** @type {string} */ channel) => {
      const { channel: _, ...others } = one;
      set(channel ? { ...others, channel } : others);
    }} />`} />`;
}
