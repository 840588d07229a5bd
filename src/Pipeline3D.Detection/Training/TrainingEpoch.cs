namespace Pipeline3D.Detection.Training;

/// <summary>One pass over the training clouds.</summary>
/// <param name="Epoch">Number of the pass, from 1.</param>
/// <param name="TrainLoss">Mean loss of the training clouds, each before its step.</param>
/// <param name="ValidationLoss">Mean loss of the validation clouds after the pass; that of the training clouds where
/// there are none.</param>
public readonly record struct TrainingEpoch(int Epoch, double TrainLoss, double ValidationLoss);
