namespace Pipeline3D.Detection.Contracts;

/// <summary>Samples of a method as bytes: for the cache, for the run's folder when memory is short, for other
/// machines.</summary>
/// <typeparam name="TSample">The sample.</typeparam>
public interface ISampleCodec<TSample>
{
    /// <summary>Memory that the sample takes beside its scan, in bytes.</summary>
    long SizeOf(TSample sample);

    /// <summary>Writes it; equal samples give equal bytes.</summary>
    void Write(TSample sample, BinaryWriter file);

    /// <summary>Reads one back that acts exactly as the one written.</summary>
    /// <exception cref="IOException">The bytes end too early, or are none of a sample.</exception>
    TSample Read(BinaryReader file);
}
