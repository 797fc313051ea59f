// What it takes to send a packet: cycles in the network stacks of its sender and of its receiver, and a time between the two.

import { costs } from "./costs.ts";
import { timeOf } from "./clock-rate.ts";

/** Cycles that a network stack takes for a packet of so many bytes, or for what is cut into packets beneath it. */
export function stackCycles(bytes: number): number {
  return costs.networkPacket.value + bytes * costs.memoryCopy.value;
}

/** The same as a time, in nanoseconds, on a computer whose CPUs are not in the model. */
export function stackTime(bytes: number): number {
  return timeOf(stackCycles(bytes), costs.cpuFrequency.value);
}

/**
 * From the interrupt for something that has come until the process that waited for it runs, in nanoseconds, on an idle
 * computer: its CPU leaves the state in which it waits for tens of microseconds, and turns to the process.
 */
export const wakeTime: number =
  costs.c1eExit.value + timeOf(costs.contextSwitch.value, costs.cpuFrequency.value);

/**
 * From one network stack to that of another computer, in nanoseconds: of `networkLatency`, what neither of the two computers
 * takes.
 */
export const wireLatency: number = costs.networkLatency.value - 2 * stackTime(0) - wakeTime;

/**
 * From one network stack to another behind the same interface, in nanoseconds: no interface, wire or switch is passed, and
 * all that is left is that the other is told.
 */
export const localLatency: number = timeOf(costs.threadWakeup.value, costs.cpuFrequency.value);

/**
 * From the sender's interface to the receiver's network stack, and back with an acknowledgement, in nanoseconds. The receiver's
 * kernel answers in the interrupt, so that no process is woken for it; and its CPU, idle for moments, sleeps lightly. What
 * the sender takes is its own.
 */
export const acknowledgementLatency: number =
  2 * wireLatency + 2 * stackTime(0) + costs.c1Exit.value;

/**
 * Cycles that a switch in software takes for a frame: it comes up from one interface's driver, is looked up, and goes down
 * to another's. That is the lower half of receiving and of sending, and so as much as one of the two.
 */
export const switchedFrame: number = costs.networkPacket.value;
