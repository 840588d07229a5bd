using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Cli.Net;

/// <summary>The folder that results go to: arrays under the names of the description, numbers in values.json, hashes of
/// weight files in containers.json.</summary>
internal sealed class NetOutput
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        // A text is compared as it is, so that letters of all languages stay themselves.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _folder;
    private readonly JsonObject _values = [], _containers = [];

    public NetOutput(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Writes float32.</summary>
    public void Array(string file, ReadOnlySpan<float> numbers, ReadOnlySpan<int> shape)
        => NpyWriter.Write(Path.Combine(_folder, file), numbers, shape);

    /// <summary>Writes JSON.</summary>
    public void Json(string file, JsonNode node)
        => File.WriteAllText(Path.Combine(_folder, file), node.ToJsonString(Readable) + "\n");

    /// <summary>Keeps a scalar, or a list of them, under a path of keys.</summary>
    public void Value(IReadOnlyList<string> path, JsonNode value)
    {
        JsonObject at = _values;
        foreach (string key in path.Take(path.Count - 1))
        {
            if (at[key] is not JsonObject next)
                at[key] = next = [];
            at = next;
        }
        at[path[^1]] = value;
    }

    /// <summary>Keeps a hash of all tensors of a weight file.</summary>
    public void Container(string file, string sha256) => _containers[file] = sha256;

    /// <summary>Writes what was kept.</summary>
    public void Complete()
    {
        if (_values.Count > 0)
            Json("values.json", _values);
        if (_containers.Count > 0)
            Json("containers.json", _containers);
    }
}
