using System.Reflection;

namespace Flink.Streaming.Testing.Tests;

public class SharedTests
{
    [Fact]
    public void Copy_of_a_handle_stands_for_the_same_object()
    {
        using var queue = Shared.Of(new Queue<int>());
        var copy = CopyOf(queue);

        copy.Value.Enqueue(1);

        Assert.NotSame(queue, copy);
        Assert.Equal([1], queue.Value);
    }

    [Fact]
    public void Object_is_gone_for_every_copy_once_one_is_disposed()
    {
        var queue = Shared.Of(new Queue<int>());
        var copy = CopyOf(queue);

        queue.Dispose();

        Assert.Contains("disposed", Assert.Throws<InvalidOperationException>(() => copy.Value).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Handles_on_different_objects_are_different()
    {
        using var one = Shared.Of(new Queue<int>());
        using var other = Shared.Of(new Queue<int>());

        Assert.NotSame(one.Value, other.Value);
    }

    // Field by field, as a function's closure travels.
    private static Shared<T> CopyOf<T>(Shared<T> handle)
        where T : class =>
        (Shared<T>)typeof(object).GetMethod(nameof(MemberwiseClone), BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(handle, null)!;
}
