namespace Pipeline3D.Torch.Modules;

/// <summary>Batch normalisation of [batch, channels, height, width].</summary>
public sealed class BatchNorm2d : BatchNorm
{
    internal BatchNorm2d(long features, double eps, double momentum, bool affine, bool track_running_stats,
        torch.Device? device, torch.ScalarType? dtype)
        : base(nameof(BatchNorm2d), [4], features, eps, momentum, affine, track_running_stats, device, dtype)
    {
    }
}
