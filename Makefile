# Each line leads into ops/; read there what it does.
.PHONY: run test check bench fuzz page demo-numbers

run:
	@ops/setup run && ops/build && exec ops/demo/start

test:
	@ops/test

check:
	@ops/check

bench:
	@ops/bench

fuzz:
	@ops/fuzz

page:
	@ops/setup run && cd frontend && node build.mjs

demo-numbers:
	@ops/demo/numbers
