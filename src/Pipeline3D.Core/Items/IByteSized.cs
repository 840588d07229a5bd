namespace Pipeline3D.Core.Items;

/// <summary>A payload that knows how much memory it holds, so that the byte budget can count it.</summary>
public interface IByteSized
{
    /// <summary>Bytes held by the payload, rounded to what matters: its large buffers.</summary>
    long ByteSize { get; }
}
