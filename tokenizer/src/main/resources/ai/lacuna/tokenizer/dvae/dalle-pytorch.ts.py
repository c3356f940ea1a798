  # DALLE-pytorch's discrete VAE on dvae.ts.py: strided convolutions, then residual blocks; the
  # decoder mirrors it. w of the decoder begins with the code book (K, D).

  # Six weights.
  def block(self: __torch__.K, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    y = torch.relu_(self.conv(x, w, i))
    y = torch.relu_(self.conv(y, w, i + 2))
    return torch.add_(self.conv(y, w, i + 4), x)

  def encode(self: __torch__.K, images: Tensor, w: List[Tensor]) -> Tensor:
    x = self.enter(images)
    i = 0
    for layer in range({{layers}}):
      x = torch.relu_(torch.conv2d(x, torch.to(w[i], {{compute}}), torch.to(w[i + 1], {{compute}}), [2, 2], [1, 1], [1, 1], 1))
      i = i + 2
    for k in range({{blocks}}):
      x = self.block(x, w, i)
      i = i + 6
    return self.tokens(self.conv(x, w, i))  # (B, C, H, W) -> (B, N, K)

  def embed(self: __torch__.K, z: Tensor, w: List[Tensor]) -> Tensor:
    p = torch.unsqueeze(torch.unsqueeze(torch.transpose(w[0], 0, 1), -1), -1)  # (K, D) -> (D, K, 1, 1)
    return self.tokens(torch.conv2d(self.picture(z), torch.to(p, {{compute}})))  # (B, N, K) -> (B, N, D)

  def look_up(self: __torch__.K, codes: Tensor, w: List[Tensor]) -> Tensor:
    return torch.embedding(w[0], codes)  # (B, N) -> (B, N, D)

  def decode(self: __torch__.K, z: Tensor, w: List[Tensor]) -> Tensor:
    x = self.picture(z)
    i = 1
    if {{blocks}} > 0:
      x = self.conv(x, w, i)
      i = i + 2
    for k in range({{blocks}}):
      x = self.block(x, w, i)
      i = i + 6
    for layer in range({{layers}}):
      x = torch.relu_(torch.conv_transpose2d(x, torch.to(w[i], {{compute}}), torch.to(w[i + 1], {{compute}}), [2, 2], [1, 1], [0, 0], 1, [1, 1]))
      i = i + 2
    return self.values(x, w, i)  # (B, D, R, S) -> (B, outputs, H, W)
