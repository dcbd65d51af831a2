"""Statistical methods: pure functions on arrays."""
