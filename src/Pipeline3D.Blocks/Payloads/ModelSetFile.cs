using System.Collections.Immutable;
using System.Text.Json;
using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>A set of models as one stream: what a resumed run reads back.</summary>
/// <remarks>Layout: int32 count; per model text category, text kind, text features, int64 bytes, the model's own
/// file.</remarks>
internal static class ModelSetFile
{
    public static void Save(ModelSet models, Stream stream)
    {
        using var file = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        file.Write(models.Models.Count);
        foreach ((string category, CategoryModel model) in models.Models)
        {
            file.Write(category);
            file.Write(model.Kind);
            file.Write(model.Features);
            using var content = new MemoryStream();
            model.Save(content);
            file.Write(content.Length);
            content.WriteTo(stream);
        }
    }

    /// <exception cref="IOException">The stream is damaged.</exception>
    public static ModelSet Load(Stream stream)
    {
        try
        {
            using var file = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            var models = ImmutableSortedDictionary.CreateBuilder<string, CategoryModel>(StringComparer.Ordinal);
            for (int left = file.ReadInt32(); left > 0; left--)
            {
                string category = file.ReadString();
                var entry = new ModelEntry(category, category, file.ReadString(), file.ReadString(), "", 0);
                using var content = new MemoryStream(file.ReadBytes(checked((int)file.ReadInt64())));
                models[category] = entry.Load(content);
            }
            return new ModelSet(models.ToImmutable());
        }
        catch (Exception cause) when (cause is JsonException or Detection.ModelFormatException)
        {
            throw new IOException($"the kept models are damaged: {cause.Message}", cause);
        }
    }
}
