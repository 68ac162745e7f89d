using System.Buffers;
using Flink.Core.Serialization;

namespace Flink.Core.Tests.Serialization;

public class DerivedClassTests
{
    private interface IHasArea;

    private abstract record Shape(string Name);

    private sealed record Circle(string Name, double Radius) : Shape(Name), IHasArea;

    private record Square(string Name, double Side) : Shape(Name), IHasArea;

    private sealed record Cube(string Name, double Side, double Depth) : Square(Name, Side);

    private sealed record Group(string Name, Shape[] Members) : Shape(Name);

    private sealed record Blind(string Name, Action Act) : Shape(Name);

    private abstract record Alone;

    private class Event
    {
        public int Id { get; set; }
    }

    private sealed class Click : Event
    {
        public required string Button { get; init; }
    }

    [Fact]
    public void Objects_of_derived_classes_come_back_as_what_they_were()
    {
        Shape[] shapes = [new Circle("c", 1), new Square("s", 2), new Cube("q", 3, 4)];
        Assert.Equal(shapes, RoundTrip(shapes));
        Assert.Equal(new Circle("c", 1), RoundTrip<IHasArea>(new Circle("c", 1)));
        var group = Assert.IsType<Group>(RoundTrip<Shape>(new Group("g", shapes)));
        Assert.Equal(shapes, group.Members);
        Assert.Equal(1, RoundTrip(new Event { Id = 1 }).Id);
        Assert.Equal("left", Assert.IsType<Click>(RoundTrip<Event>(new Click { Button = "left" })).Button);
        Assert.Null(RoundTrip<Shape?>(null));
    }

    [Fact]
    public void A_derived_class_that_cannot_be_serialized_is_refused_only_when_an_object_of_it_is()
    {
        var error = Assert.Throws<FlinkException>(() => RoundTrip<Shape>(new Blind("b", () => { })));
        Assert.Contains("Act", error.Message, StringComparison.Ordinal);
        Assert.False(Serializers.Supports(typeof(Alone), out var whyNot));
        Assert.Contains("derives", whyNot, StringComparison.Ordinal);
        Assert.True(Serializers.Supports(typeof(Shape), out _));
    }

    [Fact]
    public void Bytes_can_name_no_class_but_the_known_ones()
    {
        Assert.Throws<CorruptDataException>(() => Serializers.For<Shape>().Deserialize([1]));
        Assert.Throws<CorruptDataException>(() => Serializers.For<Shape>().Deserialize([2, 99, 1]));
        Assert.Throws<CorruptDataException>(() => Serializers.For<Shape>().Deserialize([3]));
        Assert.Throws<CorruptDataException>(() => Serializers.For<Shape>().Deserialize([2, 0, 0]));
    }

    private static T RoundTrip<T>(T value)
    {
        var target = new ArrayBufferWriter<byte>();
        Serializers.For<T>().Serialize(in value, target);
        return Serializers.For<T>().Deserialize(target.WrittenSpan);
    }
}
