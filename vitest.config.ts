import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/ansible/**"],
    setupFiles: ["test/support/seeds.ts"],
    testTimeout: 60_000,
  },
});
