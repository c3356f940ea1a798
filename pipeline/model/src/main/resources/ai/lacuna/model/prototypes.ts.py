  # The head of DINO and iBOT. D width of a token, E of the bottleneck, K prototypes.

  # x (..., D) -> (..., K). Two weights for each layer of the MLP, then lengths (K, 1) and
  # directions (K, E) of the prototypes. The bottleneck's length is taken in float32.
  def scores(self: __torch__.K, x: Tensor, w: List[Tensor]) -> Tensor:
    h = self.dense(torch.to(x, {{compute}}), w, 0)  # (..., D) -> (..., hidden)
    for l in range(1, {{layers}}):
      h = self.dense(torch.gelu(h), w, 2 * l)  # -> (..., E)
    g = w[2 * {{layers}}]
    m = torch._weight_norm(w[2 * {{layers}} + 1], g, 0)
    f = torch.to(h, 6)
    unit = torch.div(f, torch.clamp_min(torch.norm(f, 2, [-1], True), 1e-12))
    none = torch.flatten(torch.zeros_like(g))
    y = self.product(torch.to(unit, {{compute}}), torch.to(m, {{compute}}), torch.to(none, {{compute}}))
    return torch.to(y, 6)  # (..., E) -> (..., K)

  # As scores for the rows `index` (R) of the tokens x (B, N, D) laid one after the other: (R, K).
  #
  # Further rows are computed, up to a multiple of a 16th of all, so that arrays of few sizes are
  # made: those that differ in every step leave gaps in memory that nothing fits into.
  def scores_of_rows(self: __torch__.K, x: Tensor, index: Tensor, w: List[Tensor]) -> Tensor:
    some = (torch.size(x, 0) * torch.size(x, 1) + 15) // 16
    R = torch.size(index, 0)
    more = (R // some + 1) * some - R  # at least one
    index = torch.constant_pad_nd(index, [0, more], 0)
    return self.scores(torch.index_select(torch.flatten(x, 0, 1), 0, index), w)[:R]
