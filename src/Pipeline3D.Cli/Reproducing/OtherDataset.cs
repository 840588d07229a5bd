using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Cli.Reproducing;

/// <summary>A dataset that a reproduction learns from instead of the one that it measures on.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Dataset">Id of its layout.</param>
/// <param name="Habits">What the method's reproduce.json says of it.</param>
internal sealed record OtherDataset(string Folder, string Dataset, DatasetHabits Habits);
