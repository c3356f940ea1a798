  def attach(self: __torch__.K, x: Tensor, p: List[Tensor]) -> Tensor:
    total = x
    for i in range(torch.len(p)):
      total = torch.add(total, torch.mul(torch.sum(p[i]), 0))
    return total
  def zero(self: __torch__.K, x: Tensor, g: List[Tensor]) -> Tensor:
    torch._foreach_zero_(g)
    return x
  def norm(self: __torch__.K, x: Tensor, g: List[Tensor]) -> Tensor:
    return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g, 2)), 2)
  def norms(self: __torch__.K, x: Tensor, g: List[Tensor]) -> Tensor:
    return torch.stack(torch._foreach_norm(g, 2))
  def scale(self: __torch__.K, c: Tensor, g: List[Tensor]) -> Tensor:
    torch._foreach_mul_(g, c)
    return c
  def clip_each(self: __torch__.K, c: Tensor, g: List[Tensor]) -> Tensor:
    for i in range(torch.len(g)):
      _0 = torch.mul_(g[i], torch.clamp(torch.div(c, torch.add(torch.linalg_vector_norm(g[i], 2), 1e-06)), max=1.))
    return c
  def adamw(self: __torch__.K, h: Tensor, step: Tensor, p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor]) -> Tensor:
    steps = annotate(List[Tensor], [])
    for i in range(torch.len(p)):
      _0 = torch.append(steps, step)
    torch._fused_adamw_(p, g, m, v, annotate(List[Tensor], []), steps, lr=float(h[0]), beta1=float(h[2]), beta2=float(h[3]), weight_decay=float(h[1]), eps=float(h[4]), amsgrad=False, maximize=False)
    return step
  def adam(self: __torch__.K, h: Tensor, step: Tensor, p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor]) -> Tensor:
    steps = annotate(List[Tensor], [])
    for i in range(torch.len(p)):
      _0 = torch.append(steps, step)
    torch._fused_adam_(p, g, m, v, annotate(List[Tensor], []), steps, lr=float(h[0]), beta1=float(h[2]), beta2=float(h[3]), weight_decay=float(h[1]), eps=float(h[4]), amsgrad=False, maximize=False)
    return step
  def sgd(self: __torch__.K, h: Tensor, step: Tensor, p: List[Tensor], g: List[Tensor], b: List[Tensor]) -> Tensor:
    torch._fused_sgd_(p, g, b, weight_decay=float(h[1]), momentum=float(h[2]), lr=float(h[0]), dampening=0., nesterov=False, maximize=False, is_first_step=False)
    return step
  def lars(self: __torch__.K, h: Tensor, step: Tensor, p: List[Tensor], g: List[Tensor], b: List[Tensor]) -> Tensor:
    lr = float(h[0])
    weight_decay = float(h[1])
    momentum = float(h[2])
    trust = float(h[3])
    for i in range(torch.len(p)):
      d = g[i]
      if torch.gt(torch.dim(p[i]), 1):
        d = torch.add(d, p[i], alpha=weight_decay)
        pn = torch.linalg_vector_norm(p[i], 2)
        dn = torch.linalg_vector_norm(d, 2)
        ratio = torch.div(torch.mul(pn, trust), dn)
        known = torch.logical_and(torch.gt(pn, 0), torch.gt(dn, 0))
        d = torch.mul(d, torch.where(known, ratio, torch.ones_like(ratio)))
      _1 = torch.add_(torch.mul_(b[i], momentum), d)
      _2 = torch.add_(p[i], b[i], alpha=torch.neg(lr))
    return step
