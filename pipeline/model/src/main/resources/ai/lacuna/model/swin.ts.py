  # Swin transformer, on layers.ts.py.
  #
  # B images, N patches, R x S the feature map of a stage, D its width, H heads, F = D / H, W side
  # of a window, L = W * W tokens of a window, M windows of a feature map. Maps are (B, R, S, D).
  #
  # c: for each stage the index of its relative positions (L*L) and the mask of its shifted windows
  # (M, 1, L, L). Weights come as one list; i is where a layer's begin.

  def windows(self: __torch__.K, x: Tensor, W: int) -> Tensor:
    B = torch.size(x, 0)
    rows = torch.size(x, 1) // W
    columns = torch.size(x, 2) // W
    D = torch.size(x, 3)
    x = torch.reshape(x, [B, rows, W, columns, W, D])  # (B, R, S, D) -> (B, R/W, W, S/W, W, D)
    x = torch.permute(x, [0, 1, 3, 2, 4, 5])  # -> (B, R/W, S/W, W, W, D)
    return torch.reshape(x, [B * rows * columns, W * W, D])  # -> (B*M, L, D)

  # Undoes windows() for a map of the shape of `like`.
  def unwindows(self: __torch__.K, x: Tensor, like: Tensor, W: int) -> Tensor:
    R = torch.size(like, 1)
    S = torch.size(like, 2)
    D = torch.size(x, 2)
    x = torch.reshape(x, [-1, R // W, S // W, W, W, D])  # (B*M, L, D) -> (B, R/W, S/W, W, W, D)
    x = torch.permute(x, [0, 1, 3, 2, 4, 5])  # -> (B, R/W, W, S/W, W, D)
    return torch.reshape(x, [-1, R, S, D])

  # bias: (M, H, L, L), or (1, H, L, L) for all windows. Four weights: qkv, proj, with their biases.
  def window_attention(self: __torch__.K, x: Tensor, bias: Tensor, H: int, w: List[Tensor], i: int) -> Tensor:
    L = torch.size(x, 1)
    q, k, v, = self.split(x, H, w, i)  # (B*M, L, D) -> 3 x (B*M, H, L, F)
    a = torch.matmul(q * (float(torch.size(q, 3)) ** -0.5), torch.transpose(k, -2, -1))  # (B*M, H, L, L)
    a = torch.reshape(a, [-1, torch.size(bias, 0), H, L, L]) + torch.to(bias, {{compute}})  # (B, M, H, L, L)
    a = torch.reshape(self.shares(a), [-1, H, L, L])  # -> (B*M, H, L, L)
    return self.join(torch.matmul(a, v), w, i + 2)  # (B*M, H, L, F) -> (B*M, L, D)

  # What a branch adds to the stream: y (B, R, S, D) times factor k of d (branches, B, 1, 1), if any.
  def branch(self: __torch__.K, y: Tensor, d: Tensor, k: int) -> Tensor:
    if torch.numel(d) > 0:
      y = y * torch.unsqueeze(d[k], -1)  # (B, 1, 1) -> (B, 1, 1, 1)
    return y

  # Windows are shifted by rolling the map against them. Thirteen weights: norm1, the table of
  # relative position biases, qkv, proj, norm2, fc1, fc2, each but the table with its bias. k: number of the first branch.
  def block(self: __torch__.K, x: Tensor, index: Tensor, mask: Tensor, W: int, H: int, down: int, right: int, w: List[Tensor], i: int, d: Tensor, k: int) -> Tensor:
    shifted = down + right > 0
    y = self.norm(x, w, i)
    b = self.bias(index, w[i + 2], W * W)
    if shifted:
      y = torch.roll(y, [-down, -right], [1, 2])
      b = b + mask  # (1, H, L, L) -> (M, H, L, L)
    y = self.window_attention(self.windows(y, W), b, H, w, i + 3)
    y = self.unwindows(y, x, W)  # (B*M, L, D) -> (B, R, S, D)
    if shifted:
      y = torch.roll(y, [down, right], [1, 2])
    x = x + self.branch(y, d, k)
    return x + self.branch(self.mlp(self.norm(x, w, i + 7), w, i + 9), d, k + 1)

  # Of a 2 x 2 square, the row varies first. Three weights: norm with its bias, the reduction.
  def merge(self: __torch__.K, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    B = torch.size(x, 0)
    R = torch.size(x, 1) // 2
    S = torch.size(x, 2) // 2
    D = torch.size(x, 3)
    x = torch.reshape(x, [B, R, 2, S, 2, D])
    x = torch.permute(x, [0, 1, 3, 4, 2, 5])  # (B, R/2, 2, S/2, 2, D) -> (B, R/2, S/2, 2, 2, D)
    x = torch.reshape(x, [B, R, S, 4 * D])
    x = torch.linear(self.norm(x, w, i), torch.to(w[i + 2], {{compute}}))  # -> (B, R/2, S/2, 2*D)
    return torch.to(x, {{residual}})

  def stages(self: __torch__.K, x: Tensor, c: List[Tensor], w: List[Tensor], i: int, d: Tensor) -> Tensor:
    k = 0
    depths = {{depths}}
    heads = {{heads}}
    sides = {{windows}}
    down = {{down}}
    right = {{right}}
    for s in range({{stages}}):
      if s > 0:
        x = self.merge(x, w, i)  # (B, R, S, D) -> (B, R/2, S/2, 2*D)
        i = i + 3
      for layer in range(depths[s]):
        odd = layer % 2
        x = self.block(x, c[2 * s], c[2 * s + 1], sides[s], heads[s], odd * down[s], odd * right[s], w, i, d, k)
        i = i + 13
        k = k + 2
    return x

  # Patches as the first feature map. Four weights: the projection and the norm, with their biases.
  def embed(self: __torch__.K, images: Tensor, w: List[Tensor]) -> Tensor:
    B = torch.size(images, 0)
    R = torch.size(images, 2) // {{patch}}
    S = torch.size(images, 3) // {{patch}}
    x = torch.to(self.patch_tokens(self.patches(images), w, 0), 6)  # (B, C, R*P, S*P) -> (B, N, D)
    return torch.reshape(self.normed(x, w, 2), [B, R, S, -1])  # (B, N, D) -> (B, R, S, D)

  # x: what embed() gave. w: the embedding, the stages, the last norm. d: a factor for each branch
  # and image (2*blocks, B, 1, 1); empty = all are 1.
  def finish(self: __torch__.K, x: Tensor, d: Tensor, c: List[Tensor], w: List[Tensor]) -> Tensor:
    x = self.stages(torch.to(x, {{residual}}), c, w, 4, d)
    x = self.normed(torch.to(x, 6), w, len(w) - 2)
    return torch.flatten(x, 1, 2)  # (B, R, S, D) -> (B, R*S, D), R, S and D of the last stage

  def encode(self: __torch__.K, images: Tensor, d: Tensor, c: List[Tensor], w: List[Tensor]) -> Tensor:
    return self.finish(self.embed(images, w), d, c, w)

  # m: 1 = hidden (B, N). A token (1, 1, D) takes the place of each hidden patch once it is embedded and normed.
  def encode_masked(self: __torch__.K, images: Tensor, m: Tensor, token: Tensor, d: Tensor, c: List[Tensor], w: List[Tensor]) -> Tensor:
    x = self.embed(images, w)
    m = torch.reshape(m, [torch.size(x, 0), torch.size(x, 1), torch.size(x, 2), 1])  # (B, N) -> (B, R, S, 1)
    return self.finish(x * (1 - m) + token * m, d, c, w)
