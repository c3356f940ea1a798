  # p: parameters. Their values in bfloat16.
  def cast(self: __torch__.K, x: Tensor, p: List[Tensor]) -> List[Tensor]:
    q = annotate(List[Tensor], [])
    for i in range(torch.len(p)):
      _0 = torch.append(q, torch.to(p[i], 15))
    return q

  # p: parameters, q: the same in another type.
  def refresh(self: __torch__.K, x: Tensor, p: List[Tensor], q: List[Tensor]) -> Tensor:
    for i in range(torch.len(p)):
      _0 = torch.copy_(q[i], p[i])
    return x

  # g: gradients of parameters, h: of the same in another type.
  def gather(self: __torch__.K, x: Tensor, g: List[Tensor], h: List[Tensor]) -> Tensor:
    for i in range(torch.len(g)):
      _0 = torch.add_(g[i], h[i])
    return x

  # Zero, computed from all parameters.
  def nothing(self: __torch__.K, x: Tensor, p: List[Tensor]) -> Tensor:
    for i in range(torch.len(p)):
      x = x + torch.sum(p[i]) * 0
    return x
