"""All steps in their order: what is needed later comes first, what ends something last."""

from tests.examples import briefs, creators, imports, keys, marketplace, results, webhooks

STORY = (*creators.STEPS, *briefs.STEPS, *results.STEPS, *marketplace.STEPS, *imports.STEPS, *webhooks.STEPS,
         *keys.STEPS, *results.END, *briefs.END, *creators.END)  # fmt: skip
