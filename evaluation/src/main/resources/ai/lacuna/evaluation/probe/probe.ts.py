  # The linear probe. M images of the set, B of the step, D width, C classes.
  # p: weight (C, D), bias (C); g: their gradients, written here; r: running mean and variance (D).

  def train(self: __torch__.K, features: Tensor, labels: Tensor, rows: Tensor, p: List[Tensor], g: List[Tensor], r: List[Tensor]) -> Tuple[Tensor, Tensor]:
    x = torch.index_select(features, 0, rows)  # (M, D) -> (B, D)
    y = torch.index_select(labels, 0, rows)  # (B)
    h = torch.batch_norm(x, None, None, r[0], r[1], True, 0.1, 9.9999999999999995e-07, False)
    logits = torch.linear(h, p[0], p[1])  # (B, D) -> (B, C)
    log_p = torch.log_softmax(logits, 1)
    loss = torch.nll_loss(log_p, y)
    error = torch.sub(torch.exp(log_p), torch.one_hot(y, torch.size(logits, 1)))  # (B, C)
    dlogits = torch.div_(error, torch.size(logits, 0))
    dweight = torch.copy_(g[0], torch.matmul(torch.t(dlogits), h))
    dbias = torch.copy_(g[1], torch.sum(dlogits, [0]))
    return (logits, loss)
  def predict(self: __torch__.K, features: Tensor, rows: Tensor, p: List[Tensor], r: List[Tensor]) -> Tensor:
    x = torch.index_select(features, 0, rows)
    h = torch.batch_norm(x, None, None, r[0], r[1], False, 0.1, 9.9999999999999995e-07, False)
    return torch.linear(h, p[0], p[1])
