  # Large products alone, on layers.ts.py.

  def cast(self: __torch__.K, x: Tensor) -> Tensor:
    return torch.to(x, {{compute}})

  # One number of a product (…, K) x (O, K), whose way to Java waits for the whole.
  def corner(self: __torch__.K, x: Tensor, m: Tensor, b: Tensor) -> Tensor:
    return torch.to(torch.flatten(self.product(x, m, b))[0], 6)
