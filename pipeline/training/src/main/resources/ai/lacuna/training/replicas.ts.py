  # p, q: the same arrays on two devices; on one device some may be the same memory.
  def copy(self: __torch__.K, x: Tensor, p: List[Tensor], q: List[Tensor]) -> Tensor:
    for i in range(torch.len(p)):
      if torch.__not__(torch.is_set_to(p[i], q[i])):
        _0 = torch.copy_(p[i], q[i])
    return x
  def add(self: __torch__.K, x: Tensor, p: List[Tensor], q: List[Tensor]) -> Tensor:
    for i in range(torch.len(p)):
      _0 = torch.add_(p[i], torch.to(q[i], p[i].device))
    return x
