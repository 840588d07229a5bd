using System.Text.Json;

namespace Pipeline3D.Cli.Net;

/// <summary>A folder's description: which files there are, in groups, and with which options they were made.</summary>
internal sealed class NetDescription
{
    private const int BytesLimit = 16 << 20, FilesLimit = 10_000;
    private readonly Dictionary<string, List<NetFile>> _files = new(StringComparer.Ordinal);
    private readonly string _path;

    private NetDescription(string folder, string path, JsonElement root)
    {
        (Folder, _path, Root) = (folder, path, root);
        if (root.ValueKind != JsonValueKind.Object)
            throw Error("it is no JSON object");
        bool flat = root.TryGetProperty("files", out JsonElement files) && files.ValueKind == JsonValueKind.Object,
            grouped = root.TryGetProperty("groups", out JsonElement groups)
            && groups.ValueKind == JsonValueKind.Object;
        if (flat == grouped)
            throw Error("it has neither 'files' nor 'groups', or both; one object of them is needed");
        if (flat)
            foreach (JsonProperty file in files.EnumerateObject())
                AddFlat(file);
        else
            foreach (JsonProperty group in groups.EnumerateObject())
                AddGroup(group);
        if (_files.Values.Sum(list => list.Count) > FilesLimit)
            throw Error($"it names more than {FilesLimit} files");
    }

    /// <summary>Where its files lie.</summary>
    public string Folder { get; }

    /// <summary>The whole description.</summary>
    public JsonElement Root { get; }

    /// <summary>Names of the groups, in the order of the description.</summary>
    public IReadOnlyList<string> Groups => [.. _files.Keys];

    /// <summary>Files of a group.</summary>
    public IReadOnlyList<NetFile> FilesOf(string group) => _files[group];

    /// <summary>Options of a group: its own, or those of the whole description.</summary>
    public JsonElement OptionsOf(string group) => Root.TryGetProperty("groups", out JsonElement groups)
        ? groups.GetProperty(group).TryGetProperty("options", out JsonElement own) ? own : default
        : Root.TryGetProperty("config", out JsonElement shared) ? shared : default;

    /// <summary>The error of this description.</summary>
    public UsageException Error(string problem) => new($"{_path}: {problem}");

    /// <summary>Reads the one description of a folder.</summary>
    /// <exception cref="UsageException">There is none, more than one, or it is no description.</exception>
    public static NetDescription Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new UsageException($"there is no folder {folder}");
        string[] found = [.. Directory.EnumerateFiles(folder, "*_oracles.json")];
        if (found.Length != 1)
            throw new UsageException($"{folder} holds {found.Length} descriptions (*_oracles.json), one is needed");
        if (new FileInfo(found[0]).Length > BytesLimit)
            throw new UsageException($"{found[0]} is larger than {BytesLimit} bytes");
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(found[0]));
            return new NetDescription(folder, found[0], document.RootElement.Clone());
        }
        catch (JsonException cause)
        {
            throw new UsageException($"{found[0]} is no JSON: {cause.Message}", cause);
        }
    }

    private void AddFlat(JsonProperty file)
    {
        int end = file.Name.IndexOf('_', StringComparison.Ordinal);
        if (end < 1)
            throw Error($"the file '{file.Name}' has no group before a '_'");
        NetKind kind = Text(file.Value, "kind", file.Name) switch
        {
            "input" => NetKind.Input,
            "weights" => NetKind.Weights,
            "container" => NetKind.Container,
            "output" => NetKind.Output,
            var other => throw Error($"'{file.Name}' is of kind '{other}'; known are input, weights, container and "
                + "output"),
        };
        Add(file.Name[..end], file.Name.EndsWith(".npy", StringComparison.Ordinal) ? file.Name[..^4] : file.Name,
            file.Name, kind, file.Value);
    }

    private void AddGroup(JsonProperty group)
    {
        _files.TryAdd(group.Name, []);
        foreach ((string part, NetKind kind) in new[] { ("inputs", NetKind.Input), ("outputs", NetKind.Output) })
            if (group.Value.ValueKind == JsonValueKind.Object && group.Value.TryGetProperty(part, out JsonElement files)
                && files.ValueKind == JsonValueKind.Object)
                foreach (JsonProperty file in files.EnumerateObject())
                    Add(group.Name, file.Name, Text(file.Value, "file", $"{group.Name}.{part}.{file.Name}"),
                        kind, file.Value);
            else
                throw Error($"the group '{group.Name}' has no object '{part}'");
    }

    private void Add(string group, string key, string file, NetKind kind, JsonElement entry)
    {
        // A description names files beside it and nothing elsewhere.
        if (file.Length is 0 or > 200 || file.StartsWith('.') || file.AsSpan().ContainsAny('/', '\\', '\0'))
            throw Error($"'{file}' is no plain name of a file");
        int[]? shape = null;
        if (entry.TryGetProperty("shape", out JsonElement sizes))
        {
            if (sizes.ValueKind != JsonValueKind.Array || sizes.GetArrayLength() > 8 || sizes.EnumerateArray().Any(size
                => size.ValueKind != JsonValueKind.Number || !size.TryGetInt32(out int value) || value < 0))
                throw Error($"the shape of '{file}' is no list of at most 8 sizes");
            shape = [.. sizes.EnumerateArray().Select(size => size.GetInt32())];
        }
        if (!_files.TryGetValue(group, out List<NetFile>? files))
            _files.Add(group, files = []);
        files.Add(new NetFile(key, file, kind, shape, entry));
    }

    private string Text(JsonElement entry, string name, string of) => entry.ValueKind == JsonValueKind.Object
        && entry.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()! : throw Error($"'{of}' has no text '{name}'");
}
