# Shortcuts. Each target runs the script of that name in ops/.
.PHONY: run test test-fast check bench fuzz model page demo-numbers

run:
	@ops/setup run && ops/build && exec ops/demo/start

test:
	@ops/test

test-fast:
	@ops/test fast

check:
	@ops/setup check && ops/check

bench:
	@ops/bench

fuzz:
	@ops/fuzz

model:
	@ops/setup model && ops/model

page:
	@ops/setup run && cd frontend && node build.mjs

demo-numbers:
	@ops/demo/numbers
