using Pipeline3D.Core;
using Pipeline3D.Geometry.Health;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Blocks.Health;

/// <summary>What was measured of one training scan: all that a profile keeps of it.</summary>
/// <param name="Item">Address of the scan.</param>
/// <param name="Unit">Unit of its lengths.</param>
/// <param name="IsOnGrid">Whether it was on a pixel grid.</param>
/// <param name="Health">What was measured.</param>
internal sealed record TrainingHealth(string Item, LengthUnit Unit, bool IsOnGrid, CloudHealth Health)
{
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var file = new BinaryWriter(stream);
        file.Write(Item);
        file.Write((int)Unit);
        file.Write(IsOnGrid);
        file.Write(Health.Points);
        file.Write(Health.Readings);
        foreach (double value in (ReadOnlySpan<double>)[Health.Extent.X, Health.Extent.Y, Health.Extent.Z,
            Health.Centre.X, Health.Centre.Y, Health.Centre.Z, Health.Spacing, Health.Roughness, Health.Tilt])
            file.Write(value);
        file.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> gave.</summary>
    public static TrainingHealth FromBytes(ReadOnlyMemory<byte> data)
    {
        using var file = new BinaryReader(new MemoryStream(data.ToArray()));
        return new TrainingHealth(file.ReadString(), (LengthUnit)file.ReadInt32(), file.ReadBoolean(), new CloudHealth
        {
            Points = file.ReadInt32(),
            Readings = file.ReadInt32(),
            Extent = Vector(),
            Centre = Vector(),
            Spacing = file.ReadDouble(),
            Roughness = file.ReadDouble(),
            Tilt = file.ReadDouble(),
        });

        Vector3d Vector() => new(file.ReadDouble(), file.ReadDouble(), file.ReadDouble());
    }
}
