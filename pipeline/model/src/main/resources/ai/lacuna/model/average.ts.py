  # t: averages, s: what they follow, m: the weight of the old average.
  def move(self: __torch__.K, m: Tensor, t: List[Tensor], s: List[Tensor]) -> Tensor:
    torch._foreach_mul_(t, float(m))
    torch._foreach_add_(t, s, alpha=1. - float(m))
    return m
