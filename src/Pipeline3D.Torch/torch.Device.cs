using System.Globalization;

namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>Where a tensor lives.</summary>
    public sealed class Device
    {
        /// <summary>A device of a kind; <paramref name="index"/> is -1 for the current one.</summary>
        public Device(DeviceType type, int index = -1) => (this.type, this.index) = (type, index);

        /// <summary>From text such as <c>cpu</c> or <c>cuda:0</c>.</summary>
        /// <exception cref="ArgumentException">The text names no device.</exception>
        public Device(string description)
        {
            string[] parts = description.Split(':');
            if (!Enum.TryParse(parts[0], ignoreCase: true, out DeviceType known))
                throw new ArgumentException($"'{description}' names no device; cpu and cuda:0 do", nameof(description));
            type = known;
            index = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : -1;
        }

        /// <summary>The kind.</summary>
        public DeviceType type { get; }

        /// <summary>Which one; -1 for the current one.</summary>
        public int index { get; }

        /// <summary>From text such as <c>cpu</c>.</summary>
        public static implicit operator Device(string description) => new(description);

        /// <inheritdoc/>
        public override string ToString()
        {
            string name = type.ToString().ToLowerInvariant();
            return index < 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{index}");
        }
    }

    /// <summary>The processor.</summary>
    public static Device CPU { get; } = new(DeviceType.CPU);

    /// <summary>A device from text such as <c>cpu</c>.</summary>
    public static Device device(string description) => new(description);
}
