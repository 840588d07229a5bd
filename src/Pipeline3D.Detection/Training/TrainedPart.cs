namespace Pipeline3D.Detection.Training;

/// <summary>Weights that a training changes, with their optimiser.</summary>
/// <param name="Name">Name in checkpoints.</param>
/// <param name="Weights">Flat; changed in place.</param>
/// <param name="Adam">Its moments.</param>
internal sealed record TrainedPart(string Name, float[] Weights, AdamState Adam);
