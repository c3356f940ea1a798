  # Residual MLPs on each token by itself, on layers.ts.py.
  #
  # L tokens, D width of the encoder, E own width. w: the embedding, the MLPs, each with its norm, the
  # last norm, the prediction; every layer with its bias.

  # x (…, D) -> (…, outputs). p: positions that are added first (…, D), or nothing.
  def predict(self: __torch__.K, x: Tensor, p: Tensor, w: List[Tensor]) -> Tensor:
    if torch.numel(p) > 0:
      x = x + p
    x = torch.to(self.dense(torch.to(x, {{compute}}), w, 0), {{residual}})  # -> (…, E)
    for layer in range({{depth}}):
      i = 2 + 6 * layer
      x = x + self.mlp(self.norm(x, w, i), w, i + 2)
    last = 2 + 6 * {{depth}}
    return torch.to(self.dense(self.norm(x, w, last), w, last + 2), 6)

  # As predict for the rows `index` (R) of the tokens x (B, N, D) laid one after the other, with the
  # positions p (N, D) of those places, or nothing. -> (R, outputs)
  #
  # Further rows are computed, up to a multiple of a 16th of all: arrays whose sizes differ in every
  # step leave gaps in memory that nothing fits into, and a run grows to several times its size.
  def predict_rows(self: __torch__.K, x: Tensor, index: Tensor, p: Tensor, w: List[Tensor]) -> Tensor:
    all = torch.size(x, 0) * torch.size(x, 1)
    some = (all + 15) // 16
    R = torch.size(index, 0)
    index = torch.constant_pad_nd(index, [0, (some - R % some) % some], 0)
    if torch.numel(p) > 0:
      p = torch.index_select(p, 0, index % torch.size(x, 1))
    return self.predict(torch.index_select(torch.flatten(x, 0, 1), 0, index), p, w)[:R]
