using System.Linq.Expressions;
using Flink.Core.Functions;
using Flink.Core.Operators;

namespace Flink.Core.Tests.Operators;

public class DirectFunctionTests
{
    private delegate void Change(ref Pair pair);

    [Fact]
    public void Lambda_without_captures_is_called()
    {
        Func<int, long> doubled = static x => 2L * x;
        Assert.Equal(42, Map<int, long>(doubled).Map(21));
    }

    [Fact]
    public void Lambda_sees_what_it_captured_when_it_is_called()
    {
        var offset = 1;
        Func<int, int> add = x => x + offset;
        var bound = Map<int, int>(add);
        offset = 5;
        Assert.Equal(6, bound.Map(1));
    }

    [Fact]
    public void Two_delegates_of_one_lambda_keep_their_own_captures()
    {
        var bound = Enumerable.Range(0, 2).Select(i => Map<int, int>((Func<int, int>)(x => x + i))).ToArray();
        Assert.Equal(bound[0].GetType(), bound[1].GetType());
        Assert.Equal((10, 11), (bound[0].Map(10), bound[1].Map(10)));
    }

    [Fact]
    public void Method_groups_are_called_as_the_delegate_would()
    {
        Animal dog = new Dog();
        Assert.Equal("Wuff", Map<int, string>((Func<int, string>)dog.Speak).Map(0));
        Assert.Equal("7", Map<int, string>((Func<int, string>)Text).Map(7));
    }

    [Fact]
    public void References_are_passed_through_to_a_private_type()
    {
        var bound = (IUpdateFunction<Pair>)DirectFunction.TryBind(typeof(IUpdateFunction<Pair>), (Change)(static (ref pair) => pair.Second = pair.First))!;
        var pair = new Pair { First = 3 };
        bound.Update(ref pair);
        Assert.Equal(3, pair.Second);
    }

    [Fact]
    public void Wider_parameter_and_narrower_result_are_fine_for_references()
    {
        Func<object, string> text = static o => o.ToString()!;
        Assert.Equal("a", Map<string, object>(text).Map("a"));
    }

    [Fact]
    public void Lambda_of_a_generic_method_is_closed_over_its_types()
    {
        Assert.Equal(8, SizeOf<long>().Map(1L));
        Assert.Equal(4, SizeOf<int>().Map(1));
    }

    [Fact]
    public void Exception_of_the_lambda_comes_through_with_its_method_in_the_stack()
    {
        Func<int, int> fails = static _ => throw new InvalidDataException("bad");
        var error = Assert.Throws<InvalidDataException>(() => Map<int, int>(fails).Map(0));
        Assert.Contains(nameof(Exception_of_the_lambda_comes_through_with_its_method_in_the_stack), error.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_one_plain_call_is_not_bound()
    {
        Action<int> first = static _ => { };
        var combined = first + (static _ => { });
        Expression<Func<int, int>> tree = x => x + 1;
        Func<int> ofStruct = 5.GetHashCode;
        Func<int> ofFirstArgument = "abc".Count;
        Assert.Null(DirectFunction.TryBind(typeof(IConsumer), combined));
        Assert.Null(DirectFunction.TryBind(typeof(IMapFunction<int, int>), tree.Compile()));
        Assert.Null(DirectFunction.TryBind(typeof(ISupplier), ofStruct));
        Assert.Null(DirectFunction.TryBind(typeof(ISupplier), ofFirstArgument));
        Assert.Null(DirectFunction.TryBind(typeof(IFlatMapFunction<int, int>), first));
    }

    private static IMapFunction<TIn, TOut> Map<TIn, TOut>(Delegate function) =>
        (IMapFunction<TIn, TOut>)DirectFunction.TryBind(typeof(IMapFunction<TIn, TOut>), function)!;

    private static IMapFunction<T, int> SizeOf<T>() => Map<T, int>((Func<T, int>)(static _ => System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public interface IConsumer
    {
        void Consume(in int value);
    }

    public interface ISupplier
    {
        int Supply();
    }

    private struct Pair
    {
        public int First;
        public int Second;
    }

    private abstract class Animal
    {
        public abstract string Speak(int times);
    }

    private sealed class Dog : Animal
    {
        public override string Speak(int times) => "Wuff";
    }
}
