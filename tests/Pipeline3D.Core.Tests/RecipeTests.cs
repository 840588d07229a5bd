using System.Collections.Immutable;
using Pipeline3D.Core.Recipes;

namespace Pipeline3D.Core.Tests;

public sealed class RecipeTests
{
    private static readonly RecipeStep A = Step("a"), B = Step("b"), C = Step("c");

    [Fact]
    public void Without_WhatWasDone_IsTheRestOrNothingWhenItDiffers()
    {
        var whole = new Recipe([A, B, C]);
        Assert.Equal(new Recipe([C]), whole.Without(new Recipe([A, B])));
        Assert.Equal(whole, whole.Without(Recipe.Nothing));
        Assert.Equal(Recipe.Nothing, whole.Without(whole));
        Assert.Null(whole.Without(new Recipe([B])));
        Assert.Null(whole.Without(new Recipe([A, B, C, A])));
    }

    [Fact]
    public void Without_OfARecipeWhoseBeginningIsUnknown_GoesOnWhereItMeetsWhatWasDone()
    {
        var rest = new Recipe([B, C]) { IsWhole = false };
        Assert.Equal(new Recipe([B, C]), rest.Without(new Recipe([A])));
        Assert.Equal(new Recipe([C]), rest.Without(new Recipe([A, B])));
        Assert.Equal(Recipe.Nothing, rest.Without(new Recipe([A, B, C])));
    }

    [Fact]
    public void Equals_SameStepsInOtherObjects_AreEqual()
    {
        Assert.Equal(new Recipe([Step("a"), Step("b")]), new Recipe([A, B]));
        Assert.NotEqual(new Recipe([A]), new Recipe([A with { Version = 2 }]));
        Assert.NotEqual(A, A with { Options = A.Options.SetItem("x", "2") });
        Assert.Equal("a(x: 1) -> b version 3(x: 1)", new Recipe([A, B with { Version = 3 }]).ToString());
    }

    private static RecipeStep Step(string block) => new(block, 1,
        ImmutableSortedDictionary<string, string>.Empty.Add("x", "1"));
}
