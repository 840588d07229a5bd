using Pipeline3D.Detection;
using Pipeline3D.Geometry;
using Pipeline3D.Kernels;

namespace Pipeline3D.Blocks;

/// <summary>The model of one category, of any kind.</summary>
public abstract record CategoryModel
{
    /// <summary>Name of the method in model files.</summary>
    public abstract string Kind { get; }

    /// <summary>How features must be made for it, as text; empty when the model makes them itself.</summary>
    public virtual string Features => "";

    /// <summary>Fingerprint of the training data.</summary>
    public abstract string TrainingHash { get; }

    /// <summary>Rows of its memory bank; 0 for models that have none.</summary>
    public virtual int BankRows => 0;

    /// <summary>Writes the model.</summary>
    public abstract void Save(Stream stream);
}

/// <summary>A memory bank of patches of organized scans.</summary>
/// <param name="FeatureMethod">The features that it was fitted on: <see cref="ScanFeatures.Method"/>.</param>
/// <param name="Model">The bank with its options.</param>
public sealed record PatchModel(string FeatureMethod, PatchCoreModel Model) : CategoryModel
{
    /// <inheritdoc/>
    public override string Kind => PatchCoreModel.Method;

    /// <inheritdoc/>
    public override string Features => FeatureMethod;

    /// <inheritdoc/>
    public override string TrainingHash => Model.DatasetHash;

    /// <inheritdoc/>
    public override int BankRows => Model.Bank.Rows.Rows;

    /// <inheritdoc/>
    public override void Save(Stream stream) => Model.Save(stream);
}

/// <summary>A model of whole clouds.</summary>
public abstract record CloudModel : CategoryModel
{
    /// <summary>Scores one cloud; see the methods' own documentation.</summary>
    /// <param name="cloud">Finite points.</param>
    /// <param name="threads">Most threads to use on the cores.</param>
    /// <param name="scope">The device; null for the cores.</param>
    /// <param name="stop">Ends the work.</param>
    public abstract CloudScores Score(PointCloud cloud, int threads, DeviceScope? scope, CancellationToken stop);
}

/// <summary>BTF on clouds.</summary>
/// <param name="Model">The bank with its options.</param>
public sealed record BtfCloud(BtfCloudModel Model) : CloudModel
{
    /// <inheritdoc/>
    public override string Kind => BtfCloudModel.Method;

    /// <inheritdoc/>
    public override string TrainingHash => Model.DatasetHash;

    /// <inheritdoc/>
    public override int BankRows => Model.Bank.Rows.Rows;

    /// <inheritdoc/>
    public override CloudScores Score(PointCloud cloud, int threads, DeviceScope? scope, CancellationToken stop)
        => Model.Score(cloud, threads, scope, stop);

    /// <inheritdoc/>
    public override void Save(Stream stream) => Model.Save(stream);
}

/// <summary>PatchCore on clouds.</summary>
/// <param name="Model">The bank with its options.</param>
public sealed record PatchCoreCloud(PatchCoreCloudModel Model) : CloudModel
{
    /// <inheritdoc/>
    public override string Kind => PatchCoreCloudModel.Method;

    /// <inheritdoc/>
    public override string TrainingHash => Model.DatasetHash;

    /// <inheritdoc/>
    public override int BankRows => Model.Bank.Rows.Rows;

    /// <inheritdoc/>
    public override CloudScores Score(PointCloud cloud, int threads, DeviceScope? scope, CancellationToken stop)
        => Model.Score(cloud, threads, scope, stop);

    /// <inheritdoc/>
    public override void Save(Stream stream) => Model.Save(stream);
}

/// <summary>A pretrained teacher of 3D-ST, in the place of a category's model.</summary>
/// <param name="Teacher">The teacher.</param>
public sealed record TeacherEntry(TeacherModel Teacher) : CategoryModel
{
    /// <inheritdoc/>
    public override string Kind => TeacherModel.Method;

    /// <inheritdoc/>
    public override string TrainingHash => Teacher.DatasetHash;

    /// <inheritdoc/>
    public override void Save(Stream stream) => Teacher.Save(stream);
}

/// <summary>Teacher and student of 3D-ST.</summary>
/// <param name="Sampling">How points were chosen and joined: <see cref="ScanGraph.Method"/>.</param>
/// <param name="Model">The networks with their options.</param>
public sealed record StudentEntry(string Sampling, ThreeDStModel Model) : CategoryModel
{
    /// <inheritdoc/>
    public override string Kind => ThreeDStModel.Method;

    /// <inheritdoc/>
    public override string Features => Sampling;

    /// <inheritdoc/>
    public override string TrainingHash => Model.DatasetHash;

    /// <inheritdoc/>
    public override void Save(Stream stream) => Model.Save(stream);
}
