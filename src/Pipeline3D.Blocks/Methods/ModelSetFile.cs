using System.Collections.Immutable;
using System.Text;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Blocks.Methods;

/// <summary>A set of models as one stream: what a resumed run reads back.</summary>
/// <remarks>Layout: int32 count; per model int64 bytes and the model's own file.</remarks>
internal static class ModelSetFile
{
    public static void Save(ModelSet models, Stream stream)
    {
        using var file = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        file.Write(models.Models.Count);
        foreach (TrainedModel model in models.Models.Values)
        {
            using var content = new MemoryStream();
            model.Save(content);
            file.Write(content.Length);
            content.WriteTo(stream);
        }
    }

    /// <exception cref="IOException">The stream is damaged.</exception>
    public static ModelSet Load(Stream stream, Func<string, MethodRunner?> find)
    {
        using var file = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        var models = ImmutableSortedDictionary.CreateBuilder<string, TrainedModel>(StringComparer.Ordinal);
        for (int left = file.ReadInt32(); left > 0; left--)
        {
            string path = Path.Combine(Path.GetTempPath(), $"pipeline3d.{Guid.NewGuid():N}.tmp");
            try
            {
                File.WriteAllBytes(path, file.ReadBytes(checked((int)file.ReadInt64())));
                TrainedModel model = TrainedModel.Load(path, find);
                models[model.About.Category] = model;
            }
            finally
            {
                File.Delete(path);
            }
        }
        return new ModelSet(models.ToImmutable());
    }
}
