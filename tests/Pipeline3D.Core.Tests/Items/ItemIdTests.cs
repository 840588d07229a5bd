using FsCheck;
using FsCheck.Fluent;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Core.Tests.Items;

public sealed class ItemIdTests
{
    [Theory]
    [InlineData("bagel", "test", "hole", "007", "bagel/test/hole/007")]
    [InlineData("", "", "", "bank", "bank")]
    [InlineData("airplane", "train", "", "1", "airplane/train/1")]
    public void Path_PartsThatAreEmpty_AreLeftOut(string category, string split, string defect, string name,
        string path)
    {
        var id = new ItemId("mvtec3d", category, split, defect, name);
        Assert.Equal(path, id.Path);
        Assert.Equal(path, $"{id}");
    }

    [Fact]
    public void CompareTo_AnyIds_IsTheOrdinalOrderOfTheirParts()
    {
        Gen<string> part = Gen.Elements("", "a", "A", "b", "10", "9", "\u00e4");
        Gen<ItemId> id = from set in part from category in part from split in part from defect in part from name in part
                         select new ItemId(set, category, split, defect, name);
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(id.Two().ToArbitrary(), pair =>
        {
            (ItemId left, ItemId right) = pair;
            // The second way: text with a separator below every character sorts as the parts do, one after the other.
            int expected = Math.Sign(string.CompareOrdinal(Joined(left), Joined(right)));
            return Math.Sign(left.CompareTo(right)) == expected && (left == right) == (expected == 0)
                && left < right == expected < 0 && left > right == expected > 0
                && left <= right == expected <= 0 && left >= right == expected >= 0;
        }));

        static string Joined(ItemId id) => string.Join('\0', id.Dataset, id.Category, id.Split, id.Defect, id.Name);
    }

    [Fact]
    public void CompareTo_Nothing_SortsAfterIt() => Assert.True(new ItemId("", "", "", "", "").CompareTo(null) > 0);
}
