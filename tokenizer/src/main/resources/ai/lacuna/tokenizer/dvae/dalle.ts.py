  # DALL-E's discrete VAE on dvae.ts.py: groups of residual blocks, max-pooling between those of the
  # encoder, nearest-neighbour upsampling between those of the decoder.

  # Nine or ten weights: the projection of the identity path, if project is 1, and four convolutions.
  def block(self: __torch__.K, x: Tensor, w: List[Tensor], i: int, project: int) -> Tensor:
    y = x
    skip = x
    if project == 1:
      skip = self.conv(x, w, i)
    j = i + 2 * project
    for layer in range(4):
      y = self.conv(torch.relu(y), w, j + 2 * layer)
    return skip + y * {{gain}}

  def encode(self: __torch__.K, images: Tensor, w: List[Tensor]) -> Tensor:
    project = {{encoderProjects}}
    x = self.conv(self.enter(images), w, 0)
    i = 2
    b = 0
    for g in range({{groups}}):
      if g > 0:
        x = torch.max_pool2d(x, [2, 2], [2, 2], [0, 0], [1, 1], False)
      for k in range({{blocks}}):
        x = self.block(x, w, i, project[b])
        i = i + 8 + 2 * project[b]
        b = b + 1
    return self.tokens(self.conv(torch.relu(x), w, i))  # (B, C, H, W) -> (B, N, K)

  # The decoder's first layer is a 1 x 1 convolution of one-hot codes: (D, K, 1, 1) and a bias.
  def embed(self: __torch__.K, z: Tensor, w: List[Tensor]) -> Tensor:
    return self.tokens(self.conv(self.picture(z), w, 0))  # (B, N, K) -> (B, N, D)

  def look_up(self: __torch__.K, codes: Tensor, w: List[Tensor]) -> Tensor:
    return torch.embedding(torch.transpose(torch.flatten(w[0], 1), 0, 1), codes) + w[1]  # (B, N) -> (B, N, D)

  def decode(self: __torch__.K, z: Tensor, w: List[Tensor]) -> Tensor:
    project = {{decoderProjects}}
    x = self.picture(z)
    i = 2
    b = 0
    for g in range({{groups}}):
      if g > 0:
        x = torch.upsample_nearest2d(x, [2 * torch.size(x, 2), 2 * torch.size(x, 3)])
      for k in range({{blocks}}):
        x = self.block(x, w, i, project[b])
        i = i + 8 + 2 * project[b]
        b = b + 1
    return self.values(torch.relu(x), w, i)  # (B, D, R, S) -> (B, outputs, H, W)
