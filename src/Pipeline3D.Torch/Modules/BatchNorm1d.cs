namespace Pipeline3D.Torch.Modules;

/// <summary>Batch normalisation of [batch, channels] or [batch, channels, length].</summary>
public sealed class BatchNorm1d : BatchNorm
{
    internal BatchNorm1d(long features, double eps, double momentum, bool affine, bool track_running_stats,
        torch.Device? device, torch.ScalarType? dtype)
        : base(nameof(BatchNorm1d), [2, 3], features, eps, momentum, affine, track_running_stats, device, dtype)
    {
    }
}
