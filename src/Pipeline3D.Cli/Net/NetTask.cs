using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline3D.Data.Formats;
using Pipeline3D.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Net;

/// <summary>One group's part of a description: what it reads, and where its results go.</summary>
/// <param name="description">The whole description.</param>
/// <param name="group">The group.</param>
/// <param name="output">Where results go.</param>
/// <param name="device">Where tensors are made.</param>
internal sealed class NetTask(NetDescription description, string group, NetOutput output, Device device)
{
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>Where networks run.</summary>
    public Device Device => device;

    /// <summary>Where the description and its files lie.</summary>
    public string Folder => description.Folder;

    /// <summary>The whole description, for what is neither a file nor an option.</summary>
    public JsonElement Root => description.Root;

    /// <summary>The group's files.</summary>
    public IReadOnlyList<NetFile> Files { get; } = description.FilesOf(group);

    /// <summary>The files of all groups, since groups share inputs.</summary>
    public IEnumerable<NetFile> All => description.Groups.SelectMany(description.FilesOf);

    /// <summary>Vocabulary of texts that was given on the command line; null: it is looked for.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>Outputs that the description names and that were not written.</summary>
    public IReadOnlyList<string> Unwritten => [.. Files
        .Where(file => file.Kind == NetKind.Output && !_written.Contains(file.File)).Select(file => file.File)];

    /// <summary>Outputs that were written.</summary>
    public int Written => _written.Count;

    /// <summary>The error of this group's description.</summary>
    public UsageException Error(string problem) => description.Error($"group '{group}': {problem}");

    /// <summary>The description names an output of this key.</summary>
    public bool Wants(string key) => Files.Any(file => file.Kind == NetKind.Output && file.Key == key);

    /// <summary>An output of the description.</summary>
    public NetFile Output(string key) => Files.FirstOrDefault(file => file.Kind == NetKind.Output && file.Key == key)
        ?? throw Error($"no output '{key}' is named");

    /// <summary>A file that is read; one of another group too, since groups share inputs.</summary>
    /// <exception cref="UsageException">There is none of that key, or it is an output.</exception>
    public NetFile Input(string key)
    {
        NetFile file = Files.Concat(All)
            .FirstOrDefault(item => item.Key == key) ?? throw Error($"no input '{key}' is named");
        return file.Kind != NetKind.Output ? file
            : throw Error($"'{key}' is an output, and outputs are computed, never read");
    }

    /// <summary>Where an input or container lies.</summary>
    /// <exception cref="UsageException">It is not there.</exception>
    public string PathOf(NetFile file) => Path.Combine(Folder, file.File) is var path && File.Exists(path) ? path
        : throw new UsageException($"there is no file {path}, which the description names");

    /// <summary>An input's array, of the shape that the description gives.</summary>
    public NpyArray Array(string key)
    {
        NetFile file = Input(key);
        try
        {
            NpyArray array = NpyReader.Read(PathOf(file));
            return file.Shape is null || file.Shape.SequenceEqual(array.Shape) ? array : throw new UsageException(
                $"{PathOf(file)} has shape [{string.Join(", ", array.Shape)}], the description says "
                + $"[{string.Join(", ", file.Shape)}]");
        }
        catch (FormatException3D cause)
        {
            throw new UsageException(cause.Message, cause);
        }
    }

    /// <summary>An input as float32 on the device.</summary>
    public Tensor Floats(string key)
    {
        NpyArray array = Array(key);
        return Tensors.From(array.To<float>(), [.. array.Shape.Select(size => (long)size)]).to(device);
    }

    /// <summary>An input as int64 on the device.</summary>
    public Tensor Integers(string key)
    {
        NpyArray array = Array(key);
        return Tensors.From(array.To<long>(), [.. array.Shape.Select(size => (long)size)]).to(device);
    }

    /// <summary>Writes an output as float32; nothing where the description does not name it.</summary>
    /// <exception cref="UsageException">The description gives another shape.</exception>
    public void Write(string key, Tensor result)
    {
        if (Wants(key))
            Write(key, Tensors.ToFloats(result), [.. result.shape.Select(size => checked((int)size))]);
    }

    /// <inheritdoc cref="Write(string, Tensor)"/>
    public void Write(string key, ReadOnlySpan<float> numbers, params ReadOnlySpan<int> shape)
    {
        if (!Wants(key))
            return;
        NetFile file = Output(key);
        if (file.Shape is { } wanted && !shape.SequenceEqual(wanted))
            throw Error($"'{file.File}' comes out as [{string.Join(", ", shape.ToArray())}], the description says "
                + $"[{string.Join(", ", wanted)}]");
        output.Array(file.File, numbers, shape);
        _written.Add(file.File);
    }

    /// <summary>Writes an output that is JSON.</summary>
    public void WriteJson(string key, JsonNode node)
    {
        output.Json(Output(key).File, node);
        _written.Add(Output(key).File);
    }

    /// <summary>Keeps a scalar for values.json.</summary>
    /// <param name="path">Its keys, outermost first, as under <c>values</c> of the description.</param>
    /// <param name="value">A number, a list of them, or an object.</param>
    public void Value(IReadOnlyList<string> path, JsonNode value) => output.Value(path, value);

    /// <summary>Keeps the hash of a container's tensors for containers.json.</summary>
    public void Container(string file, string sha256) => output.Container(file, sha256);

    /// <summary>A whole number of the options.</summary>
    /// <exception cref="UsageException">It is not there, none, or outside the bounds.</exception>
    public int Whole(string option, int least, int most) => Option(option) is { ValueKind: JsonValueKind.Number } given
        && given.TryGetInt32(out int value) && value >= least && value <= most ? value
            : throw Error($"option '{option}' must be a whole number of {least} to {most}");

    /// <summary>A number of the options.</summary>
    /// <exception cref="UsageException">It is not there or none.</exception>
    public double Number(string option) => Option(option) is { ValueKind: JsonValueKind.Number } given
        ? given.GetDouble() : throw Error($"option '{option}' must be a number");

    /// <summary>An option; undefined where it is not there.</summary>
    public JsonElement Option(string name) => description.OptionsOf(group) is { ValueKind: JsonValueKind.Object } all
        && all.TryGetProperty(name, out JsonElement given) ? given : default;

    /// <summary>Refuses a group with an option that is not understood.</summary>
    public void RequireOptionsOf(params ReadOnlySpan<string> known)
    {
        if (description.OptionsOf(group) is { ValueKind: JsonValueKind.Object } all)
            foreach (JsonProperty option in all.EnumerateObject())
                if (!known.Contains(option.Name))
                    throw Error($"option '{option.Name}' is not understood");
    }
}
