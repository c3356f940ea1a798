  # The attentive probe. M images of the set, B of the step, T tokens, D width, H heads, E = D / H.
  # p: query (1, D), keys (D, D), values (D, D), classifier (C, D); r: running mean and variance (D).

  def attend(self: __torch__.K, h: Tensor, p: List[Tensor]) -> Tensor:
    d = torch.size(h, 2)
    q = torch.reshape(p[0], [{{heads}}, 1, -1])  # (H, 1, E)
    k = torch.reshape(p[1], [{{heads}}, -1, d])  # (H, E, D)
    a = torch.squeeze(torch.matmul(q, k), 1)  # (H, D)
    s = torch.matmul(h, torch.t(a)) * {{scale}}  # (B, T, H)
    w = torch.transpose(torch.softmax(s, 1), 1, 2)  # (B, H, T)
    m = torch.transpose(torch.matmul(w, h), 0, 1)  # (H, B, D)
    v = torch.transpose(torch.reshape(p[2], [{{heads}}, -1, d]), 1, 2)  # (H, D, E)
    y = torch.transpose(torch.matmul(m, v), 0, 1)  # (B, H, E)
    return torch.linear(torch.flatten(y, 1), p[3])

  def train(self: __torch__.K, features: Tensor, labels: Tensor, rows: Tensor, p: List[Tensor], r: List[Tensor]) -> Tuple[Tensor, Tensor]:
    x = torch.index_select(features, 0, rows)
    h = torch.batch_norm(torch.flatten(x, 0, 1), None, None, r[0], r[1], True, 0.1, 9.9999999999999995e-07, False)
    logits = self.attend(torch.reshape(h, torch.size(x)), p)
    loss = torch.nll_loss(torch.log_softmax(logits, 1), torch.index_select(labels, 0, rows))
    return (logits, loss)
  def predict(self: __torch__.K, features: Tensor, rows: Tensor, p: List[Tensor], r: List[Tensor]) -> Tensor:
    x = torch.index_select(features, 0, rows)
    h = torch.batch_norm(torch.flatten(x, 0, 1), None, None, r[0], r[1], False, 0.1, 9.9999999999999995e-07, False)
    return self.attend(torch.reshape(h, torch.size(x)), p)
